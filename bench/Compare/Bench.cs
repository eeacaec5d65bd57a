using BraidMgr.Compare.Live;
using BraidMgr.Compare.Systems;
using BraidMgr.Compare.Tools;

namespace BraidMgr.Compare;

/// <summary>One system at a time, interleaved by rounds, each visit warmed up.</summary>
internal sealed class Bench(Plan plan, IReadOnlyList<HttpSystem> systems, Ledger ledger)
{
    private readonly Work[] _works = [.. Work.All.Where(work => plan.WantsWork(work.Name))];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (plan.WantsExtra("up"))
        {
            Progress("a fresh clone's first up");
            ledger.FirstUp = await FirstUp.MeasureAsync(cancellationToken);
        }

        if (plan.WantsExtra("call"))
        {
            Progress("grain calls");
            ledger.EngineCalls = await EngineCalls.MeasureAsync(plan, cancellationToken);
        }

        if (plan.WantsExtra("migrate"))
        {
            Progress("migrating organizations");
            ledger.Migrations = await Migrations.MeasureAsync(plan, cancellationToken);
        }

        if (plan.WantsMany)
        {
            Progress("busy organizations beside thousands of idle ones");
            ledger.Extras.AddRange(await new Many(plan).MeasureAsync(cancellationToken));
        }

        if (plan.WantsLoad)
        {
            await LoadAsync(cancellationToken);
        }
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        await Database.EnableCountsAsync(cancellationToken);
        foreach (var system in systems)
        {
            Progress($"databases: {system.Name}");
            await system.PrepareAsync(cancellationToken);
        }

        if (_works.Length > 0)
        {
            await RoundsAsync(cancellationToken);
        }

        if (plan.WantsExtra("connections"))
        {
            await ConnectionsAsync(cancellationToken);
        }

        // Last, as it leaves the organization of the warm-up large.
        if (plan.WantsExtra("big") && systems.OfType<BraidMgrHost>().FirstOrDefault() is { } host)
        {
            Progress("large projects, search, export");
            ledger.Extras.AddRange(await new BigProject(host, plan).MeasureAsync(cancellationToken));
        }

        if (plan.WantsExtra("backup") && systems.OfType<BraidMgrHost>().FirstOrDefault() is { } operated)
        {
            Progress("backup and restore");
            ledger.Extras.AddRange(await new Backups(operated).MeasureAsync(cancellationToken));
        }

        if (plan.WantsExtra("provision") && systems.OfType<BraidMgrHost>().FirstOrDefault() is { } creating)
        {
            Progress("new organizations");
            ledger.Extras.AddRange(await new NewOrganizations(creating, plan).MeasureAsync(cancellationToken));
        }

        if (plan.WantsExtra("noisy") && systems.OfType<BraidMgrHost>().FirstOrDefault() is { } shared)
        {
            Progress("one organization that takes all it can get");
            ledger.Extras.AddRange(await new Noisy(shared, plan).MeasureAsync(cancellationToken));
        }

        if (plan.WantsFleet && systems.OfType<BraidMgrHost>().FirstOrDefault() is { } many)
        {
            Progress("many organizations");
            ledger.Extras.AddRange(await new Fleet(many, plan).MeasureAsync(cancellationToken));
        }

        if (plan.WantsExtra("chat") && systems.OfType<BraidMgrHost>().FirstOrDefault() is { } live)
        {
            Progress("chat over sockets");
            ledger.Extras.AddRange(await new LiveChat(live, systems.OfType<DirectPeer>().FirstOrDefault(), plan).MeasureAsync(cancellationToken));
        }
    }

    private async Task ConnectionsAsync(CancellationToken cancellationToken)
    {
        // Two hosts of the embedded engine are strangers, and take every database from each other.
        foreach (var system in systems.Where(system => system is not BraidMgrHost || Handed.Engine == "Orleans"))
        {
            Progress($"connections held by two hosts: {system.Name}");
            ledger.Extras.AddRange(await new HeldConnections(plan).MeasureAsync(system, cancellationToken));
        }
    }

    private async Task RoundsAsync(CancellationToken cancellationToken)
    {
        for (var round = 1; round <= plan.Rounds; round++)
        {
            foreach (var system in systems)
            {
                Progress($"round {round} of {plan.Rounds}: {system.Name}");
                await VisitAsync(system, cancellationToken);
            }

            if (plan.WantsSystem("pgbench"))
            {
                Progress($"round {round} of {plan.Rounds}: pgbench");
                await FloorAsync(cancellationToken);
            }
        }
    }

    private async Task VisitAsync(HttpSystem system, CancellationToken cancellationToken)
    {
        await using (var server = await system.StartAsync(cancellationToken))
        {
            var target = await system.SignInAsync(server.BaseUrl, Plan.WarmUpOrganization, cancellationToken);
            await HttpSystem.CheckPageAsync(target, cancellationToken);
            await WarmUpAsync(target, cancellationToken);
            await ReadAsync(system, target, cancellationToken);
            foreach (var work in _works.Where(work => work.Writes))
            {
                await MeasureAsync(system, target, work, cancellationToken);
            }
        }

        await system.ResetAsync(cancellationToken);
    }

    // Every work takes its share, on an organization that is not measured.
    private async Task WarmUpAsync(Target target, CancellationToken cancellationToken)
    {
        var ids = await HttpSystem.IdsAsync(Plan.WarmUpOrganization, Plan.WarmUpOrganization, cancellationToken);
        foreach (var work in _works)
        {
            await Wrk.RunAsync(work.Name, target, ids, Plan.Connections[0], plan.WarmUp / _works.Length, TimeSpan.Zero, cancellationToken);
        }
    }

    private async Task ReadAsync(HttpSystem system, Target target, CancellationToken cancellationToken)
    {
        await Database.ResetCountsAsync(cancellationToken);
        foreach (var work in _works.Where(work => !work.Writes))
        {
            await MeasureAsync(system, target, work, cancellationToken);
        }

        if (system is BraidMgrHost && _works.Any(work => !work.Writes))
        {
            var statements = await Database.StatementsOfApplicationAsync(cancellationToken);
            ledger.StatementsDuringReads = (ledger.StatementsDuringReads ?? 0) + statements;
            if (statements > 0)
            {
                Progress("statements while reads were measured:\n" + await Database.WhichOfApplicationAsync(cancellationToken));
            }
        }
    }

    private async Task MeasureAsync(HttpSystem system, Target target, Work work, CancellationToken cancellationToken)
    {
        foreach (var organizations in (int[])[Plan.Organizations, 1])
        {
            foreach (var connections in Plan.Connections)
            {
                await MeasureAsync(system, target, work, organizations, connections, cancellationToken);
            }
        }

        if (work.Name == Plan.LowLoadWork)
        {
            await MeasureAsync(system, target, work, 1, 1, cancellationToken);
        }
    }

    private async Task MeasureAsync(
        HttpSystem system, Target target, Work work, int organizations, int connections, CancellationToken cancellationToken)
    {
        var ids = await HttpSystem.IdsAsync(1, organizations, cancellationToken);
        await ReadyTablesAsync(system, work, cancellationToken);
        var figures = await Wrk.RunAsync(work.Name, target, ids, connections, plan.CellLength, TimeSpan.Zero, cancellationToken);
        ledger.Add(new Cell(work.Name, system.Name, system.Engine, connections, organizations), figures);
    }

    private async Task FloorAsync(CancellationToken cancellationToken)
    {
        foreach (var work in _works.Where(work => work.Writes))
        {
            await Peer.ResetDatabasesAsync(cancellationToken);
            await Database.CheckpointAsync(cancellationToken);
            var figures = await Pgbench.RunAsync(work.Name, plan.CellLength, cancellationToken);
            ledger.Add(new Cell(work.Name, "pgbench", "-", Pgbench.Connections, 1), figures);
        }
    }

    // Who holds the tables' content in memory writes on into tables that grow until its visit ends; that is to its own cost.
    private static async Task ReadyTablesAsync(HttpSystem system, Work work, CancellationToken cancellationToken)
    {
        if (!work.Writes)
        {
            return;
        }

        if (system.ResetsWhileServing)
        {
            await system.ResetAsync(cancellationToken);
        }

        await Database.CheckpointAsync(cancellationToken);
    }

    private static void Progress(string text) => Console.Error.WriteLine(text);
}
