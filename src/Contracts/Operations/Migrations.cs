using Orleans.CodeGeneration;

namespace BraidMgr.Contracts.Operations;

/// <summary>Body of POST /admin/migrations/orgs: which organizations' databases are brought to the version of the build, and how.</summary>
/// <param name="Staging">The slug that goes first: the others begin once it is migrated and verified. Null: none does.</param>
/// <param name="Concurrency">How many at once, 1 to 64; null for the host's setting.</param>
/// <param name="Only">These slugs alone; null for all.</param>
/// <param name="Except">All but these.</param>
/// <param name="DryRun">Says what would be applied, and changes nothing.</param>
/// <param name="Central">The central database too, after staging and before the others.</param>
[GenerateSerializer, Immutable, Alias("braid.migrate-orgs")]
public sealed record MigrateOrgs(
    string? Staging, int? Concurrency, IReadOnlyList<string>? Only, IReadOnlyList<string>? Except, bool DryRun, bool Central);

/// <summary>How the schema of one database stands, read from that database.</summary>
/// <param name="Slug">The organization; <c>(central)</c> for the central database.</param>
/// <param name="Server">The server that it is on.</param>
/// <param name="Database">Its database.</param>
/// <param name="State">
/// <c>current</c>, <c>behind</c>, <c>drifted</c>, <c>newer</c>, or <c>unknown</c> when it could not be read; <c>moving</c> or <c>deleting</c>
/// of an organization that is, which is not migrated meanwhile.
/// </param>
/// <param name="Version">The number of its newest migration.</param>
/// <param name="Pending">The migrations that it lacks.</param>
/// <param name="Drift">What differs from a scratch build of the same migrations.</param>
/// <param name="LastError">What the last migration failed by, or why the database could not be read.</param>
[GenerateSerializer, Immutable, Alias("braid.schema-status")]
public sealed record SchemaStatus(
    string Slug, string Server, string Database, string State, int Version, IReadOnlyList<string> Pending, IReadOnlyList<string> Drift,
    string? LastError);

/// <summary>GET /admin/migrations.</summary>
/// <param name="CentralVersion">The version of the central database.</param>
/// <param name="CentralRequired">The version that this build needs there.</param>
/// <param name="Required">The version that this build needs of organizations' databases.</param>
/// <param name="Organizations">By slug.</param>
/// <param name="Total">How many of them are migrated: those that are being moved or deleted are not.</param>
/// <param name="Sound">How many of these are current or newer.</param>
/// <param name="Central">The central database.</param>
[GenerateSerializer, Immutable, Alias("braid.schema-status-list")]
public sealed record SchemaStatusList(
    int CentralVersion, int CentralRequired, int Required, IReadOnlyList<SchemaStatus> Organizations, int Total, int Sound, SchemaStatus Central);

/// <summary>The schemas of the installation's databases (key: 0).</summary>
[Alias("braid.migrations-grain"), Version(1)]
public interface IMigrationsGrain : IGrainWithIntegerKey
{
    /// <summary>How every database stands: each is asked, nothing is remembered.</summary>
    Task<SchemaStatusList> Status();

    /// <summary>VALIDATION_ERROR when an order names an organization that is not there, or a concurrency out of bounds.</summary>
    Task Check(MigrateOrgs order);
}
