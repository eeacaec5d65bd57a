using System.Text.Json;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Operations;
using BraidMgr.Grains.Central;
using BraidMgr.Grains.Operations.Runs;
using BraidMgr.Grains.Operations.Servers;
using BraidMgr.Grains.Provisioning;

namespace BraidMgr.Grains.Operations.Moves;

/// <summary>Closes a server to new organizations and moves those that are on it, one after the other, each by a run of its own. One that fails stops no other.</summary>
internal sealed class DrainRun(IGrainFactory grains, CentralDatabase central, DatabaseServers servers, TimeProvider time) : IRunKind
{
    /// <summary>The kind's name.</summary>
    public const string Name = "drain";

    private const string Close = "(close it)";
    private const string Spares = "(drop the spare databases)";

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <inheritdoc/>
    public string Kind => Name;

    /// <inheritdoc/>
    public async Task Work(RunContext run, CancellationToken cancellationToken)
    {
        var order = run.Arguments(OperationsJson.Default.DrainOrder);
        run.Expect([Close]);
        await central.Transact(session => session.AcceptOrganizations(order.Server, accepts: false, time.Now()), cancellationToken);
        run.Done(Close, "no new ones come");
        for (var left = await Left(run, order, cancellationToken); left.Count > 0; left = await Left(run, order, cancellationToken))
        {
            run.Expect(left);
            foreach (var slug in left)
            {
                await One(run, order, slug, cancellationToken);
            }
        }

        await DropSpares(run, order, cancellationToken);
        var remaining = await central.Run(session => session.OrganizationsOn(order.Server), cancellationToken);
        run.Say(remaining.Count == 0 ? $"nothing is on {order.Server}" : $"still on {order.Server}: {string.Join(", ", remaining.Select(o => $"{o.Slug} ({o.Status})"))}");
        if (remaining.Count > 0 && run.CountFailed() == 0)
        {
            run.Failed(order.Server, "organizations that are being created or deleted are on it still; drain it again");
        }
    }

    private async Task<List<string>> Left(RunContext run, DrainOrder order, CancellationToken cancellationToken) =>
        [.. (await central.Run(session => session.OrganizationsOn(order.Server), cancellationToken))
            .Where(o => o.Status is "active" or "suspended" or "moving").Select(o => o.Slug).Where(slug => run.Step(slug)?.State is not (RunState.Failed or RunState.Done))];

    private async Task One(RunContext run, DrainOrder order, string slug, CancellationToken cancellationToken)
    {
        run.Begin(slug);
        try
        {
            Tell(run, order, slug, await Moved(run, order, slug, cancellationToken));
        }
        catch (BraidException busy) when (busy.Kind == ErrorKind.Conflict)
        {
            run.Failed(slug, busy.Message);
        }
    }

    private static void Tell(RunContext run, DrainOrder order, string slug, Run? ended)
    {
        if (ended is null)
        {
            run.Failed(slug, order.To is null ? "no server of its region is open and has room" : $"{order.To} is of another region, closed or full");
        }
        else if (ended.State == RunState.Done)
        {
            run.Done(slug, ended.Message);
        }
        else
        {
            run.Failed(slug, $"run {ended.Id} {Labels<RunState>.Of(ended.State)}: {ended.Message}");
        }
    }

    // The run's id is remembered before it begins: whoever goes on looks at it instead of beginning another.
    private async Task<Run?> Moved(RunContext run, DrainOrder order, string slug, CancellationToken cancellationToken)
    {
        var known = run.Recall(slug);
        var id = known is null ? Guid.CreateVersion7() : Guid.Parse(known);
        if (known is null)
        {
            await run.Remember(slug, id.ToString());
        }

        if (await grains.Run(id).Wake() is null)
        {
            if (await Place(order, cancellationToken) is not { } place)
            {
                return null;
            }

            await Start(run, id, new MoveOrder(slug, place, order.WithPause), cancellationToken);
        }

        var now = await grains.Run(id).Look(long.MaxValue);
        for (; !now.IsOver; now = await grains.Run(id).Look(long.MaxValue))
        {
            await Task.Delay(LookEvery, cancellationToken);
        }

        return now;
    }

    private async Task<string?> Place(DrainOrder order, CancellationToken cancellationToken)
    {
        var all = await central.Run(session => session.Servers(), cancellationToken);
        var region = all.Find(s => s.Name == order.Server)?.Region;
        return all.Where(s => s.HasRoom && s.Name != order.Server && (order.To is null || s.Name == order.To))
            .Where(s => order.AcrossRegions || s.Region == region)
            .OrderBy(s => s.Organizations).ThenBy(s => s.Name).FirstOrDefault()?.Name;
    }

    private async Task Start(RunContext run, Guid id, MoveOrder order, CancellationToken cancellationToken)
    {
        var arguments = JsonSerializer.Serialize(order, OperationsJson.Default.MoveOrder);
        for (var until = time.GetUtcNow() + Patience; ;)
        {
            try
            {
                await grains.Runs().Start(
                    new RunOrder(id, MoveRun.Name, $"organization {order.Slug}", arguments, run.Order.StartedBy, run.Order.OperatorId, run.Order.CorrelationId));
                return;
            }
            catch (BraidException busy) when (busy.Kind == ErrorKind.Conflict && time.GetUtcNow() < until)
            {
                run.Begin(order.Slug, busy.Message);
                await Task.Delay(LookEvery * 8, cancellationToken);
            }
        }
    }

    private async Task DropSpares(RunContext run, DrainOrder order, CancellationToken cancellationToken)
    {
        run.Begin(Spares);
        var server = (await central.Run(session => session.Servers(), cancellationToken)).Find(s => s.Name == order.Server) ?? throw Error.NotFound("server", order.Server);
        run.Done(Spares, $"{await servers.At(server.Host, server.Port).Spares.DropAllAsync(cancellationToken)} spare databases");
    }
}
