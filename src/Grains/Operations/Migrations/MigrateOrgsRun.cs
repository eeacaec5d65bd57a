using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Operations;
using BraidMgr.Grains.Central;
using BraidMgr.Grains.Operations.Runs;
using BraidMgr.Grains.Orgs;
using BraidMgr.Grains.Orgs.Connections;
using BraidMgr.Grains.Provisioning;
using BraidMgr.Schema;
using Microsoft.Extensions.Options;
using Npgsql;

namespace BraidMgr.Grains.Operations.Migrations;

/// <summary>
/// Brings organizations' databases to the version of this build while they serve: staging first and verified, then central where
/// asked, then the others at once, each verified. What fails stops no other. Every migration commits with its row in the journal of
/// its own database, so that whatever dies half way is continued by the next run.
/// </summary>
internal sealed class MigrateOrgsRun(
    IGrainFactory grains, CentralDatabase central, DatabaseServers servers, ServerSchemas schemas, ToolConnections tools, IOptions<CentralOptions> centralOptions,
    IOptions<MigrationOptions> options, TimeProvider time) : IRunKind
{
    /// <summary>The kind's name.</summary>
    public const string Name = "migrate-orgs";

    /// <summary>There is one at a time in the installation.</summary>
    public const string Subject = "schemas of organizations";

    private const string CentralStep = "(central)";

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public string Kind => Name;

    /// <inheritdoc/>
    public async Task Work(RunContext run, CancellationToken cancellationToken)
    {
        var order = run.Arguments(OperationsJson.Default.MigrateOrgs);
        var targets = Chosen(order, await central.Run(session => session.OrgTargets(), cancellationToken));
        run.Expect(targets.Select(t => t.Slug));
        var known = new MigratedServers(servers, time);
        await StagingFirst(run, order, targets, known, cancellationToken);
        if (order is { Central: true, DryRun: false })
        {
            await MigrateCentral(run, cancellationToken);
        }

        await All(run, order, targets, known, cancellationToken);
        run.Say(order.DryRun ? "nothing was changed" : $"this build needs version {SchemaVersion.Required(DatabaseKind.Org)}");
    }

    private static List<OrgTarget> Chosen(MigrateOrgs order, List<OrgTarget> all) =>
        [.. all.Where(t => order.Only is null || order.Only.Contains(t.Slug) || t.Slug == order.Staging)
            .Where(t => order.Except is null || !order.Except.Contains(t.Slug))];

    private async Task StagingFirst(
        RunContext run, MigrateOrgs order, List<OrgTarget> targets, MigratedServers known, CancellationToken cancellationToken)
    {
        if (order.Staging is { } staging && targets.Find(t => t.Slug == staging) is { } target)
        {
            await One(run, order, target, known, cancellationToken);
            if (!run.IsDone(staging))
            {
                throw new BraidException(ErrorKind.Conflict, $"The staging organization {staging} failed; no other database was touched.");
            }
        }
    }

    private async Task MigrateCentral(RunContext run, CancellationToken cancellationToken)
    {
        run.Begin(CentralStep);
        var migrator = new Migrator(MigrationSet.Of(DatabaseKind.Central), options.Value.ForMigrator);
        var result = await migrator.ApplyAsync(centralOptions.Value.ConnectionString, null, cancellationToken);
        run.Done(CentralStep, $"at version {result.Version}, {result.Applied.Count} applied");
    }

    private async Task All(
        RunContext run, MigrateOrgs order, List<OrgTarget> targets, MigratedServers known, CancellationToken cancellationToken)
    {
        using var slots = new SemaphoreSlim(order.Concurrency ?? options.Value.Concurrency);
        await Task.WhenAll(targets.Select(async target =>
        {
            await slots.WaitAsync(cancellationToken);
            try
            {
                await One(run, order, target, known, cancellationToken);
            }
            finally
            {
                slots.Release();
            }
        }));
    }

    private async Task One(RunContext run, MigrateOrgs order, OrgTarget target, MigratedServers known, CancellationToken cancellationToken)
    {
        if (run.Step(target.Slug)?.State is RunState.Done or RunState.Failed)
        {
            return;
        }

        run.Begin(target.Slug);
        while (!await TryOnce(run, order, target, known, cancellationToken))
        {
            await Task.Delay(RetryAfter, cancellationToken);
        }
    }

    /// <summary>Whether that was all: it is done, or has failed for good.</summary>
    private async Task<bool> TryOnce(RunContext run, MigrateOrgs order, OrgTarget target, MigratedServers known, CancellationToken cancellationToken)
    {
        try
        {
            run.Done(target.Slug, order.DryRun ? await Preview(target, cancellationToken) : await Migrate(target, known, cancellationToken));
            known.Done(target);
        }
        catch (Exception error) when (error is SchemaException or NpgsqlException or BraidException or TimeoutException
            && !cancellationToken.IsCancellationRequested)
        {
            if (known.MayPass(target, error))
            {
                run.Begin(target.Slug, $"{RunErrors.Plain(error)} It is tried again.");
                return false;
            }

            run.Failed(target.Slug, RunErrors.Plain(error));
        }

        return true;
    }

    private async Task<string> Preview(OrgTarget target, CancellationToken cancellationToken)
    {
        var state = await schemas.Of(target).LookAsync(target.Database, target.Id, cancellationToken);
        return state.Pending.Count > 0 ? "would apply " + string.Join(", ", state.Pending)
            : state.Drift.Count > 0 ? "differs from what its migrations build" : "nothing to do";
    }

    private async Task<string> Migrate(OrgTarget target, MigratedServers known, CancellationToken cancellationToken)
    {
        using var connections = await tools.Take(target.Host, target.Port, 1, cancellationToken);
        await known.EnsureTemplate(target, cancellationToken);
        var state = await schemas.Of(target).MigrateAsync(target.Database, target.Id, cancellationToken);
        if (state.Applied.Count > 0)
        {
            await grains.Org(target.Id).Migrated();
        }

        return state.Applied.Count == 0 ? $"at version {state.Version} already, verified" : $"at version {state.Version}, verified; applied {string.Join(", ", state.Applied)}";
    }
}
