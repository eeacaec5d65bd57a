using Orleans.CodeGeneration;

namespace BraidMgr.Contracts.Operations;

/// <summary>Body of POST /admin/orgs/{slug}/indexes.</summary>
/// <param name="Table">The table.</param>
/// <param name="Columns">The columns, in order.</param>
[GenerateSerializer, Immutable, Alias("braid.add-index")]
public sealed record AddIndex(string? Table, IReadOnlyList<string>? Columns);

/// <summary>What a run that builds or drops an index has to know.</summary>
[GenerateSerializer, Immutable, Alias("braid.index-order")]
public sealed record IndexOrder(string Slug, string? Table, IReadOnlyList<string> Columns, string? Drop);

/// <summary>An index that an organization has for itself.</summary>
[GenerateSerializer, Immutable, Alias("braid.org-index")]
public sealed record OrgIndex(string Name, string Definition, bool Valid, long Bytes, long Scans);

/// <summary>GET /admin/orgs/{slug}/indexes.</summary>
[GenerateSerializer, Immutable, Alias("braid.org-index-list")]
public sealed record OrgIndexList(IReadOnlyList<OrgIndex> Indexes, int Total);

/// <summary>An index that could help, and why.</summary>
[GenerateSerializer, Immutable, Alias("braid.suggested-index")]
public sealed record SuggestedIndex(string Table, IReadOnlyList<string> Columns, string Reason);

/// <summary>GET /admin/orgs/{slug}/indexes/suggestions.</summary>
[GenerateSerializer, Immutable, Alias("braid.suggested-index-list")]
public sealed record SuggestedIndexList(IReadOnlyList<SuggestedIndex> Suggestions, int Total);

/// <summary>What one organization uses of its database server, over the time of a sample.</summary>
/// <param name="Slug">The organization.</param>
/// <param name="Server">The server.</param>
/// <param name="Connections">Open connections.</param>
/// <param name="Active">Of these, how many run a statement.</param>
/// <param name="Waiting">Of these, how many wait for a lock.</param>
/// <param name="LongestMs">For how long the longest statement has run.</param>
/// <param name="TransactionsPerSecond">Commits and rollbacks.</param>
/// <param name="RowsPerSecond">Rows read and written.</param>
/// <param name="Bytes">The size of the database.</param>
[GenerateSerializer, Immutable, Alias("braid.org-usage")]
public sealed record OrgUsage(
    string Slug, string Server, int Connections, int Active, int Waiting, long LongestMs, double TransactionsPerSecond, double RowsPerSecond, long Bytes);

/// <summary>GET /admin/top: the busiest first.</summary>
[GenerateSerializer, Immutable, Alias("braid.org-usage-list")]
public sealed record OrgUsageList(IReadOnlyList<OrgUsage> Organizations, int Total);

/// <summary>Indexes of organizations' own, and what they use (key: 0).</summary>
[Alias("braid.org-tuning-grain"), Version(1)]
public interface IOrgTuningGrain : IGrainWithIntegerKey
{
    /// <summary>NOT_FOUND for an unknown slug; VALIDATION_ERROR when there is no such table or column.</summary>
    Task CheckIndex(string slug, AddIndex index);

    /// <summary>The organization's own indexes.</summary>
    Task<OrgIndexList> Indexes(string slug);

    /// <summary>What could help.</summary>
    Task<SuggestedIndexList> Suggest(string slug);

    /// <summary>What the organizations use, measured over a second; those that use nothing are left out.</summary>
    Task<OrgUsageList> Top();
}
