using System.Text.Json;
using System.Text.Json.Nodes;
using BraidMgr.Contracts.Projects;

namespace BraidMgr.Grains.Access;

/// <summary>An organization's uploaded logo, as the settings keep it.</summary>
internal static class LogoFile
{
    /// <summary>Where it is served; another address for another logo, as browsers keep what they have.</summary>
    public static string Path(UploadedFile logo) => $"/api/v1/orgs/current/logo?v={logo.Id:N}";

    /// <summary>Reads the settings.</summary>
    public static UploadedFile? Read(JsonElement logo) => logo.ValueKind != JsonValueKind.Object ? null : new(
        logo.GetProperty("id").GetGuid(),
        logo.GetProperty("filename").GetString()!,
        logo.GetProperty("content_type").GetString()!,
        logo.GetProperty("size_bytes").GetInt64(),
        logo.GetProperty("sha256").GetString()!,
        logo.GetProperty("storage_key").GetString()!);

    /// <summary>The logo as it is stored and audited.</summary>
    public static JsonObject ToJson(UploadedFile logo) => new()
    {
        ["id"] = logo.Id,
        ["filename"] = logo.Filename,
        ["content_type"] = logo.ContentType,
        ["size_bytes"] = logo.SizeBytes,
        ["sha256"] = logo.Sha256,
        ["storage_key"] = logo.StorageKey,
    };
}
