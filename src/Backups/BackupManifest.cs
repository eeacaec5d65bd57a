using System.Text.Json;
using System.Text.Json.Serialization;

namespace BraidMgr.Backups;

/// <summary>What is known of a backup without opening it. It is written last: without it there is no backup.</summary>
/// <param name="Id">Its id, unique in its scope; later ones sort later.</param>
/// <param name="Scope">Of what: <c>org/</c> and the organization's id, or <c>central</c>.</param>
/// <param name="TakenAt">The moment that it holds.</param>
/// <param name="Reason">Why it was made: by whom, by the schedule, before a restore.</param>
/// <param name="Database">The database that it was made of.</param>
/// <param name="SchemaVersion">That database's newest migration.</param>
/// <param name="KeyId">The key that it is encrypted with.</param>
/// <param name="Size">Bytes of the encrypted object.</param>
/// <param name="Sha256">Of the encrypted object, in lower-case hex.</param>
/// <param name="Tables">Each table's rows at that moment.</param>
/// <param name="Files">How many files the database named at that moment.</param>
/// <param name="FilesMissing">How many of them had no bytes to be copied.</param>
public sealed record BackupManifest(
    string Id, string Scope, DateTimeOffset TakenAt, string Reason, string Database, int SchemaVersion, string KeyId, long Size, string Sha256,
    IReadOnlyList<TableDigest> Tables, int Files = 0, int FilesMissing = 0)
{
    /// <summary>Rows of all tables.</summary>
    [JsonIgnore]
    public long Rows => Tables.Sum(t => t.Rows);
}

/// <summary>The JSON of manifests.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(BackupManifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;
