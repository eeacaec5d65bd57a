using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Operations;
using BraidMgr.Grains.Central;
using BraidMgr.Grains.Operations.Migrations;
using BraidMgr.Grains.Operations.Runs;
using BraidMgr.Grains.Orgs.Connections;
using BraidMgr.Grains.Provisioning;
using BraidMgr.Schema;
using Npgsql;
using Orleans.Concurrency;

namespace BraidMgr.Grains.Operations.Indexes;

/// <summary>Organizations' own indexes, and what each uses of its server: asked of the databases, nothing is kept.</summary>
[Reentrant]
internal sealed class OrgTuningGrain(CentralDatabase central, DatabaseServers servers, ToolConnections tools) : Grain, IOrgTuningGrain
{
    // Of PostgreSQL's identifiers.
    private const int MaxName = 63;

    private static readonly TimeSpan Sample = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public async Task CheckIndex(string slug, AddIndex index)
    {
        var errors = new ValidationErrors();
        if (string.IsNullOrWhiteSpace(index.Table))
        {
            errors.Add("table", "is required");
        }

        errors.Text("table", index.Table, MaxName);
        foreach (var column in index.Columns ?? [])
        {
            errors.Text("columns", column, MaxName, min: 1);
            if (column is null)
            {
                errors.Add("columns", "must not contain null");
            }
        }

        errors.ThrowIfAny();
        var problem = await Ask(slug, (indexes, database) => indexes.ProblemAsync(database, index.Table!, index.Columns ?? []));
        if (problem is not null)
        {
            throw Error.Invalid("columns", problem);
        }
    }

    /// <inheritdoc/>
    public async Task<OrgIndexList> Indexes(string slug)
    {
        var all = await Ask(slug, (indexes, database) => indexes.ListAsync(database));
        return new OrgIndexList([.. all.Select(i => new OrgIndex(i.Name, i.Definition, i.IsValid, i.Bytes, i.Scans))], all.Count);
    }

    /// <inheritdoc/>
    public async Task<SuggestedIndexList> Suggest(string slug)
    {
        var all = await Ask(slug, (indexes, database) => indexes.SuggestAsync(database));
        return new SuggestedIndexList([.. all.Select(s => new SuggestedIndex(s.Table, s.Columns, s.Reason))], all.Count);
    }

    /// <inheritdoc/>
    public async Task<OrgUsageList> Top()
    {
        var targets = await central.Run(session => session.OrgTargets());
        var servers = targets.Select(t => (t.Host, t.Port)).Distinct().ToList();
        var before = await Use(servers);
        await Task.Delay(Sample);
        var after = await Use(servers);
        var all = targets.Where(t => after.ContainsKey((t.Host, t.Port, t.Database)))
            .Select(t => Rate(t, before.GetValueOrDefault((t.Host, t.Port, t.Database)), after[(t.Host, t.Port, t.Database)]))
            .Where(u => u.Connections > 0 || u.TransactionsPerSecond > 0)
            .OrderByDescending(u => u.Active).ThenByDescending(u => u.TransactionsPerSecond).ThenBy(u => u.Slug).ToList();
        return new OrgUsageList(all, all.Count);
    }

    private static OrgUsage Rate(OrgTarget target, DatabaseUse? before, DatabaseUse after) => new(
        target.Slug, target.Server, after.Connections, after.Active, after.Waiting, after.LongestMs,
        (after.Transactions - (before ?? after).Transactions) / Sample.TotalSeconds, (after.Rows - (before ?? after).Rows) / Sample.TotalSeconds, after.Bytes);

    private async Task<Dictionary<(string Host, int Port, string Database), DatabaseUse>> Use(IEnumerable<(string Host, int Port)> addresses)
    {
        var all = new Dictionary<(string Host, int Port, string Database), DatabaseUse>();
        foreach (var (host, port) in addresses)
        {
            // Not of the budget: it is asked when that is used up.
            foreach (var use in await Try(() => servers.At(host, port).UseAsync()))
            {
                all[(host, port, use.Database)] = use;
            }
        }

        return all;
    }

    private async Task<T> Ask<T>(string slug, Func<OwnIndexes, string, Task<T>> question)
    {
        var target = (await central.Run(session => session.OrgTargets())).Find(t => t.Slug == slug) ?? throw Error.NotFound("organization", slug);
        using var connection = await tools.Take(target.Host, target.Port, 1, CancellationToken.None);
        return await Try(() => question(new OwnIndexes(servers.At(target.Host, target.Port)), target.Database));
    }

    private static async Task<T> Try<T>(Func<Task<T>> question)
    {
        try
        {
            return await question();
        }
        catch (Exception error) when (error is NpgsqlException or SchemaException or TimeoutException)
        {
            throw Error.Unavailable(RunErrors.Plain(error), inner: error);
        }
    }
}
