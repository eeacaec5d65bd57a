namespace BraidMgr.Contracts.Files;

/// <summary>The keys of files in the object store; made here and nowhere else. In order of keys, files are in order of their ids.</summary>
public static class StorageKeys
{
    /// <summary>What the keys of all files of an organization begin with.</summary>
    public static string PrefixOf(Guid organizationId) => $"files/{organizationId:N}/";

    /// <summary>The key of a file.</summary>
    public static string Of(Guid organizationId, Guid attachmentId) => $"{PrefixOf(organizationId)}{attachmentId:N}";

    /// <summary>What the keys of an organization's logos begin with: the one that it has, and those that it had until they are removed.</summary>
    public static string LogoPrefixOf(Guid organizationId) => $"logos/{organizationId:N}/";

    /// <summary>The key of a logo.</summary>
    public static string LogoOf(Guid organizationId, Guid logoId) => $"{LogoPrefixOf(organizationId)}{logoId:N}";

    /// <summary>The file of a key of the organization; null for a key that is none.</summary>
    public static Guid? IdOf(Guid organizationId, string key) =>
        key.StartsWith(PrefixOf(organizationId), StringComparison.Ordinal)
        && Guid.TryParseExact(key.AsSpan(PrefixOf(organizationId).Length), "N", out var id) ? id : null;
}
