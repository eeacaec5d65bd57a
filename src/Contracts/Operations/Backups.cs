using Orleans.CodeGeneration;

namespace BraidMgr.Contracts.Operations;

/// <summary>A backup as operators see it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="TakenAt">The moment that it holds.</param>
/// <param name="Reason">Why it was made.</param>
/// <param name="SchemaVersion">The newest migration of the database at that moment.</param>
/// <param name="KeyId">The key that it is encrypted with.</param>
/// <param name="Size">Bytes, encrypted.</param>
/// <param name="Rows">Rows of all tables.</param>
/// <param name="Sha256">Of the encrypted object.</param>
[GenerateSerializer, Immutable, Alias("braid.backup")]
public sealed record Backup(
    string Id, DateTimeOffset TakenAt, string Reason, int SchemaVersion, string KeyId, long Size, long Rows, string Sha256);

/// <summary>GET /admin/orgs/{slug}/backups and /admin/central/backups: the newest first.</summary>
[GenerateSerializer, Immutable, Alias("braid.backup-list")]
public sealed record BackupList(IReadOnlyList<Backup> Backups, int Total);

/// <summary>What is to be backed up, or rehearsed.</summary>
/// <param name="Only">These slugs alone; null for all organizations.</param>
/// <param name="Central">The central database too.</param>
[GenerateSerializer, Immutable, Alias("braid.backup-order")]
public sealed record BackupOrder(IReadOnlyList<string>? Only, bool Central);

/// <summary>Body of POST /admin/orgs/{slug}/restore.</summary>
/// <param name="BackupId">Which backup of the organization.</param>
/// <param name="NewSlug">The slug of a new organization that it becomes, of the same owners; null: it takes the place of what is there.</param>
[GenerateSerializer, Immutable, Alias("braid.restore-backup")]
public sealed record RestoreBackup(string BackupId, string? NewSlug);

/// <summary>A restore as it is ordered.</summary>
[GenerateSerializer, Immutable, Alias("braid.restore-order")]
public sealed record RestoreOrder(string Slug, string BackupId, string? NewSlug);

/// <summary>The backups (key: 0).</summary>
[Alias("braid.backups-grain"), Version(1)]
public interface IBackupsGrain : IGrainWithIntegerKey
{
    /// <summary>Those of an organization. NOT_FOUND when there is no such organization.</summary>
    Task<BackupList> Of(string slug);

    /// <summary>Those of the central database.</summary>
    Task<BackupList> OfCentral();

    /// <summary>VALIDATION_ERROR when an order names an organization that is not there.</summary>
    Task Check(BackupOrder order);

    /// <summary>NOT_FOUND when organization or backup are not there, VALIDATION_ERROR for a slug that cannot be, CONFLICT for one that is taken.</summary>
    Task Check(RestoreOrder order);
}
