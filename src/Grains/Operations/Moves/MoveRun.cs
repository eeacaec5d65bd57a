using System.Globalization;
using BraidMgr.Backups;
using BraidMgr.Backups.Copies;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Operations;
using BraidMgr.Grains.Central;
using BraidMgr.Grains.Operations.Backups;
using BraidMgr.Grains.Operations.Organizations;
using BraidMgr.Grains.Operations.Runs;
using BraidMgr.Grains.Operations.Servers;
using BraidMgr.Grains.Orgs;
using BraidMgr.Grains.Orgs.Connections;
using BraidMgr.Grains.Provisioning;
using BraidMgr.Schema;
using Microsoft.Extensions.Options;
using Npgsql;

namespace BraidMgr.Grains.Operations.Moves;

/// <summary>
/// Moves an organization to another database server while it serves: a copy that follows, a short pause, a swap. Begun again after a
/// crash it asks central where the organization is: not there yet, it gives the original back and copies anew; there, it tidies up.
/// </summary>
internal sealed class MoveRun(
    CentralDatabase central, DatabaseServers servers, OrganizationMove move, OrganizationHold hold, OrganizationSwap swap, ToolConnections tools,
    IOptions<BackupOptions> options, TimeProvider time) : IRunKind
{
    /// <summary>The kind's name.</summary>
    public const string Name = "move";

    private const string Copy = "copy it and compare";
    private const string Follow = "follow what changes";
    private const string Swap = "swap";
    private const string Drop = "drop the old database";

    private const string Database = "database";
    private const string Host = "host";
    private const string Port = "port";
    private const string Old = "old_";

    // The hold, the stream, pg_dump, and two that read; pg_restore, and one that writes.
    private const int OfOriginal = 5;
    private const int OfCopy = 2;

    private const int MostRounds = 200;

    private static readonly TimeSpan CloseEnough = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan ReadsEnd = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public string Kind => Name;

    /// <inheritdoc/>
    public async Task Work(RunContext run, CancellationToken cancellationToken)
    {
        var order = run.Arguments(OperationsJson.Default.MoveOrder);
        run.Expect(order.WithPause ? [Copy, Swap, Drop] : [Copy, Follow, Swap, Drop]);
        await GetThere(run, order, cancellationToken);
        await TidyUp(run, cancellationToken);
        run.Say($"{order.Slug} is on {order.Server}");
    }

    /// <inheritdoc/>
    public async Task Undo(RunContext run, CancellationToken cancellationToken)
    {
        var order = run.Arguments(OperationsJson.Default.MoveOrder);
        if (await central.Run(session => session.OrgToBackUp(order.Slug), cancellationToken) is not { } org
            || (org.Status != "moving" && run.Recall(Database) is null))
        {
            return;
        }

        await using var single = await SchemaHold.TakeAsync(servers.At(org.Host, org.Port), org.Database, cancellationToken);
        org = await Find(order, cancellationToken);
        if (org.Database == run.Recall(Database))
        {
            await TidyUp(run, cancellationToken);
            return;
        }

        await OrganizationHold.RememberStatus(run, org);
        await Recover(run, org, cancellationToken);
    }

    private async Task GetThere(RunContext run, MoveOrder order, CancellationToken cancellationToken)
    {
        var org = await Find(order, cancellationToken);
        if (org.Database != run.Recall(Database))
        {
            // One mover at a time, and no migration meanwhile.
            await using var single = await SchemaHold.TakeAsync(servers.At(org.Host, org.Port), org.Database, cancellationToken);
            org = await Find(order, cancellationToken);
            if (org.Database != run.Recall(Database))
            {
                await Attempt(run, order, org, single, cancellationToken);
            }
        }

        await swap.Tell(org.Id);
    }

    private async Task Attempt(RunContext run, MoveOrder order, OrgToBackUp org, SchemaHold single, CancellationToken cancellationToken)
    {
        await OrganizationHold.RememberStatus(run, org);
        await Recover(run, org, cancellationToken);
        var place = await NewPlace(run, order, org, cancellationToken);
        // Always in the same order: of two that go opposite ways neither waits for the other.
        var ends = new[] { (org.Host, org.Port, Connections: OfOriginal), (place.Host, place.Port, Connections: OfCopy) }.Order().ToList();
        using var first = await tools.Take(ends[0].Host, ends[0].Port, ends[0].Connections, cancellationToken);
        using var second = await tools.Take(ends[1].Host, ends[1].Port, ends[1].Connections, cancellationToken);
        try
        {
            await servers.At(place.Host, place.Port).CreateEmptyAsync(place.Database, cancellationToken);
            await using var copy = new LiveCopy(From(org), To(place), options.Value.BinDirectory);
            await (order.WithPause ? CopyWithPause(run, org, place, copy, single, cancellationToken) : CopyAndFollow(run, org, place, copy, single, cancellationToken));
        }
        catch (Exception error) when (error is not OutcomeUnknownException)
        {
            await GiveUp(run, org, error);
            throw;
        }
    }

    private async Task CopyAndFollow(
        RunContext run, OrgToBackUp org, MovePlace place, LiveCopy copy, SchemaHold single, CancellationToken cancellationToken)
    {
        run.Begin(Copy, $"to {place.Database} on {place.Server}");
        await copy.Begin("braidmgr_move_" + place.Database[^8..], cancellationToken);
        run.Done(Copy, $"{copy.Rows} rows are what they were when it began");
        run.Begin(Follow);
        run.Done(Follow, await UntilClose(copy, cancellationToken));
        run.Begin(Swap);
        run.Done(Swap, await move.Swap(run, org, place, copy, single, cancellationToken));
    }

    private async Task CopyWithPause(
        RunContext run, OrgToBackUp org, MovePlace place, LiveCopy copy, SchemaHold single, CancellationToken cancellationToken)
    {
        run.Begin(Copy, $"to {place.Database} on {place.Server}; writes wait");
        var began = time.GetTimestamp();
        var (ticket, epoch) = await move.Pause(run, org, cancellationToken);
        await copy.CopyStill(cancellationToken);
        run.Done(Copy, $"{copy.Rows} rows are what they are there");
        run.Begin(Swap);
        await servers.At(place.Host, place.Port).OpenToAppAsync(place.Database, cancellationToken);
        await move.LetServe(run, org, place, single, ticket, epoch, cancellationToken);
        run.Done(Swap, string.Create(CultureInfo.InvariantCulture, $"writes waited {time.GetElapsedTime(began).TotalMilliseconds:0} ms"));
    }

    private static async Task<string> UntilClose(LiveCopy copy, CancellationToken cancellationToken)
    {
        for (var round = 0; round < MostRounds; round++)
        {
            var behind = await copy.CatchUp(cancellationToken);
            if (behind < CloseEnough)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{copy.Changes} changes; it is behind by {behind.TotalMilliseconds:0} ms");
            }
        }

        throw Error.Conflict("More is written than the copy can follow; move the organization when it is quieter, or with a pause.");
    }

    /// <summary>Undoes what an attempt left that died.</summary>
    private async Task Recover(RunContext run, OrgToBackUp org, CancellationToken cancellationToken)
    {
        if (org.Status == "moving" && !await hold.GiveBack(run, org, cancellationToken))
        {
            throw Error.Unavailable($"Organization {org.Slug} has moved just now.");
        }

        await LiveCopy.CleanUp(From(org), cancellationToken);
        await DropLeft(run, cancellationToken);
    }

    /// <summary>Undoes what this attempt left. What cannot be undone now is, when the run goes on.</summary>
    private async Task GiveUp(RunContext run, OrgToBackUp org, Exception cause)
    {
        try
        {
            var now = await central.Run(session => session.OrgToBackUp(org.Slug));
            if (now is { Status: "moving" } && now.Database == org.Database && !await hold.GiveBack(run, now, CancellationToken.None))
            {
                return;
            }

            if (now?.Database == org.Database)
            {
                await LiveCopy.CleanUp(From(org), CancellationToken.None);
                await DropLeft(run, CancellationToken.None);
            }
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException or BraidException)
        {
            throw Error.Unavailable($"It failed ({RunErrors.Plain(cause)}), and cannot be undone now: {RunErrors.Plain(error)}.", inner: cause);
        }
    }

    private async Task DropLeft(RunContext run, CancellationToken cancellationToken)
    {
        if (run.Recall(Database) is { } left)
        {
            await servers.At(run.Recall(Host)!, PortOf(run, "")).DropDatabaseAsync(left, cancellationToken);
        }
    }

    // Every attempt has a database of its own: none can meet what another left.
    private async Task<MovePlace> NewPlace(RunContext run, MoveOrder order, OrgToBackUp org, CancellationToken cancellationToken)
    {
        var to = (await central.Run(session => session.Servers(), cancellationToken)).Find(s => s.Name == order.Server) ?? throw Error.NotFound("server", order.Server);
        var place = new MovePlace(to.Id, to.Name, to.Host, to.Port, DatabaseNames.Another(order.Slug));
        await run.Remember(Old + Database, org.Database);
        await run.Remember(Old + Host, org.Host);
        await run.Remember(Old + Port, org.Port.ToString(CultureInfo.InvariantCulture));
        await run.Remember(Host, to.Host);
        await run.Remember(Port, to.Port.ToString(CultureInfo.InvariantCulture));
        await run.Remember(Database, place.Database);
        return place;
    }

    private async Task TidyUp(RunContext run, CancellationToken cancellationToken)
    {
        var order = run.Arguments(OperationsJson.Default.MoveOrder);
        foreach (var step in new[] { Copy, Follow, Swap }.Where(s => run.Step(s) is { State: not RunState.Done }))
        {
            run.Done(step, "the host ended at this; the organization is there");
        }

        if (run.IsDone(Drop))
        {
            return;
        }

        run.Begin(Drop);
        var old = run.Recall(Old + Database)!;
        if (OrganizationMove.Doubt(run) is { } doubt)
        {
            run.Failed(Drop, $"{old} stays on {run.Recall(Old + Host)}:{run.Recall(Old + Port)}: {doubt}");
            return;
        }

        await Task.Delay(ReadsEnd, cancellationToken);
        var org = await Find(order, cancellationToken);
        run.Done(Drop, await swap.DropRetired(run, org with { Host = run.Recall(Old + Host)!, Port = PortOf(run, Old) }, old, cancellationToken));
    }

    private static int PortOf(RunContext run, string which) => int.Parse(run.Recall(which + Port)!, CultureInfo.InvariantCulture);

    private CopiedDatabase From(OrgToBackUp org) => new(servers.At(org.Host, org.Port), org.Database);

    private CopiedDatabase To(MovePlace place) => new(servers.At(place.Host, place.Port), place.Database);

    private async Task<OrgToBackUp> Find(MoveOrder order, CancellationToken cancellationToken) =>
        await central.Run(session => session.OrgToBackUp(order.Slug), cancellationToken) ?? throw Error.NotFound("organization", order.Slug);
}
