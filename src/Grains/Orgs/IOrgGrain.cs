using BraidMgr.Grains.Orgs.Statements;
using Orleans.CodeGeneration;

namespace BraidMgr.Grains.Orgs;

/// <summary>
/// The one door to an organization's database (key: the organization's id). It is internal to the grains: hosts and clients
/// speak to the grains that hold the rules.
/// </summary>
[Alias("braid.org-grain"), Version(1)]
public interface IOrgGrain : IGrainWithGuidKey
{
    /// <summary>
    /// Commits a write, together with others that came at the same time. Answers the row that it returned once that is on
    /// disk, or null when no row matched. Errors: what the statement itself raised, RATE_LIMITED when the queue is full,
    /// UNAVAILABLE when nothing was done, <see cref="OutcomeUnknownException"/> when that cannot be known.
    /// </summary>
    Task<object?> ExecuteWrite(Write write);

    /// <summary>Runs a query on a connection of the pool, after the writes before it where the query asks for that. Errors: RATE_LIMITED when too many wait, UNAVAILABLE.</summary>
    Task<object?> RunQuery(Query query);

    /// <summary>The database's schema has changed: what was prepared on connections that nobody uses is forgotten.</summary>
    Task Migrated();

    /// <summary>The database is another one, or elsewhere, or gone: this activation ends, and what was loaded from it is not trusted any more.</summary>
    Task Leave();
}

/// <summary>Typed calls of <see cref="IOrgGrain"/>, and the only place that makes its references.</summary>
public static class OrgGrainExtensions
{
    /// <summary>The grain that owns the organization's database.</summary>
    public static IOrgGrain Org(this IGrainFactory grains, Guid organizationId) => grains.GetGrain<IOrgGrain>(organizationId);

    /// <summary>Commits a write; null when no row matched.</summary>
    public static async Task<TResult?> Execute<TResult>(this IOrgGrain org, Write<TResult> write)
        where TResult : class => (TResult?)await org.ExecuteWrite(write);

    /// <summary>Runs a query; null when it answers with no row.</summary>
    public static async Task<TResult?> Query<TResult>(this IOrgGrain org, Query<TResult> query)
        where TResult : class => (TResult?)await org.RunQuery(query);
}
