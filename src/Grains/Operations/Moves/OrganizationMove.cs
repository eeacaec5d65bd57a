using System.Diagnostics;
using System.Globalization;
using BraidMgr.Backups.Copies;
using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Central;
using BraidMgr.Grains.Operations.Backups;
using BraidMgr.Grains.Operations.Organizations;
using BraidMgr.Grains.Operations.Runs;
using BraidMgr.Grains.Provisioning;
using BraidMgr.Schema;

namespace BraidMgr.Grains.Operations.Moves;

/// <summary>
/// Lets a copy on another server take the place of an organization's database. Until central names the copy, in one statement, the
/// original is the organization's; whatever dies before that gives it back and begins anew, whatever dies later only has to tidy up.
/// </summary>
internal sealed class OrganizationMove(
    IGrainFactory grains, CentralDatabase central, DatabaseServers servers, OrganizationHold hold, TimeProvider time)
{
    // Notes of the run: whether the two are compared while writes wait or must be afterwards.
    private const string Compares = "compares";
    private const string Compared = "compared";
    private const string Afterwards = "afterwards";

    // Comparing reads every row on both servers: what takes longer is done after the swap, with what was at the swap.
    private const int FewRows = 20_000;

    private static readonly TimeSpan QuickEnough = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    /// <summary>Makes writes wait: they are refused from now on, and what was under way is over. Answers the ticket and the epoch.</summary>
    public async Task<(DateTimeOffset Ticket, long Epoch)> Pause(RunContext run, OrgToBackUp org, CancellationToken cancellationToken)
    {
        var ticket = await hold.Take(run, org, cancellationToken);
        var epoch = await servers.At(org.Host, org.Port).RetireAsync(org.Database, org.Id, run.Order.Id, cancellationToken);
        return (ticket, epoch ?? throw Error.Conflict($"Database {org.Database} does not belong to organization {org.Slug}; nothing was moved."));
    }

    /// <summary>Pauses writes, brings the copy up to the last of them, and lets it serve; says for how long writes waited.</summary>
    public async Task<string> Swap(
        RunContext run, OrgToBackUp org, MovePlace place, LiveCopy copy, SchemaHold single, CancellationToken cancellationToken)
    {
        var quick = copy.Rows <= FewRows || copy.Comparing < QuickEnough;
        await run.Remember(Compares, quick ? "meanwhile" : Afterwards);
        await servers.At(place.Host, place.Port).OpenToAppAsync(place.Database, cancellationToken);
        var clock = Stopwatch.StartNew();
        var (ticket, epoch) = await Pause(run, org, cancellationToken);
        await Within(
            LongestPause,
            async limit =>
            {
                await copy.Finish(limit);
                await copy.Hold(limit);
                await (quick ? copy.CompareHeld(limit) : Task.CompletedTask);
            },
            cancellationToken);
        await LetServe(run, org, place, single, ticket, epoch, cancellationToken);
        var waited = clock.ElapsedMilliseconds;
        if (!quick)
        {
            await copy.CompareHeld(cancellationToken);
            await run.Remember(Compared, "yes");
        }

        return string.Create(CultureInfo.InvariantCulture, $"writes waited {waited} ms; {copy.Rows} rows were compared {(quick ? "meanwhile" : Afterwards)}");
    }

    /// <summary>Lets the copy serve.</summary>
    public async Task LetServe(
        RunContext run, OrgToBackUp org, MovePlace place, SchemaHold single, DateTimeOffset ticket, long epoch, CancellationToken cancellationToken)
    {
        await servers.At(place.Host, place.Port).StampAnewAsync(place.Database, org.Id, epoch, cancellationToken);
        // Who lost the hold may have been taken for dead, and another run has the organization.
        await single.RequireAsync(cancellationToken);
        if (await central.Transact(session => session.ServeThere(org, ticket, place, OrganizationHold.StatusOf(run), time.Now()), cancellationToken) == 0)
        {
            throw Error.Conflict($"Organization {org.Slug} was taken over by another run; this one moved nothing.");
        }

        await grains.Tell(org.Id);
    }

    /// <summary>Why the original must stay; null when the copy is known to be what it was.</summary>
    public static string? Doubt(RunContext run) => run.Recall(Compares) == Afterwards && run.Recall(Compared) is null
        ? "the host ended before the two were compared"
        : null;

    private static async Task Within(TimeSpan time, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(time);
        try
        {
            await work(limit.Token);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BraidException(ErrorKind.Conflict, $"What was written last did not get over within {time.TotalSeconds} s; the organization stays where it is.", late);
        }
    }
}
