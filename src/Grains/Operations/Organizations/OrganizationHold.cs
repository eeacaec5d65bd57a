using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Central;
using BraidMgr.Grains.Operations.Backups;
using BraidMgr.Grains.Operations.Moves;
using BraidMgr.Grains.Operations.Runs;
using BraidMgr.Grains.Provisioning;
using BraidMgr.Schema;
using Npgsql;

namespace BraidMgr.Grains.Operations.Organizations;

/// <summary>
/// An organization that a run holds while another database takes the place of its own: nobody opens it anew, until it is given to the new
/// one or back. What died while it held one is given back by the next run that comes.
/// </summary>
internal sealed class OrganizationHold(IGrainFactory grains, CentralDatabase central, DatabaseServers servers, TimeProvider time)
{
    private const string Status = "status";

    /// <summary>The status that the organization gets back.</summary>
    public static string StatusOf(RunContext run) => run.Recall(Status)!;

    /// <summary>Remembers how the organization stood before any of this. Of one that another run held nobody knows: it is opened by an operator.</summary>
    public static async Task RememberStatus(RunContext run, OrgToBackUp org)
    {
        if (run.Recall(Status) is null)
        {
            await run.Remember(Status, org.Status == "moving" ? "suspended" : org.Status);
        }
    }

    /// <summary>Holds it; answers the ticket.</summary>
    public async Task<DateTimeOffset> Take(RunContext run, OrgToBackUp org, CancellationToken cancellationToken)
    {
        // It may have been suspended while it was copied, and must not be open again for that.
        if (await central.Run(session => session.OrgToBackUp(org.Slug), cancellationToken) is { Status: not "moving" } now)
        {
            await run.Remember(Status, now.Status);
        }

        var ticket = time.Now();
        return await central.Transact(session => session.HoldFor(org, ticket, StatusOf(run)), cancellationToken) > 0
            ? ticket
            : throw Error.Conflict($"Organization {org.Slug} has changed meanwhile; it stays where it is.");
    }

    /// <summary>Lets it serve from the database that it had; false when another took its place after all.</summary>
    public async Task<bool> GiveBack(RunContext run, OrgToBackUp org, CancellationToken cancellationToken)
    {
        var ticket = time.Now();
        if (await central.Transact(session => session.HoldFor(org, ticket, StatusOf(run)), cancellationToken) == 0)
        {
            return false;
        }

        try
        {
            await Unretire(run, org, cancellationToken);
        }
        catch (PostgresException gone) when (gone.SqlState is PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.UndefinedTable)
        {
            run.Say("the live database is lost");
        }

        await central.Transact(session => session.ServeAgain(org, ticket, org.Database, StatusOf(run), time.Now()), cancellationToken);
        await grains.Tell(org.Id);
        return true;
    }

    private async Task Unretire(RunContext run, OrgToBackUp org, CancellationToken cancellationToken)
    {
        var server = servers.At(org.Host, org.Port);
        if (await server.ReadOrganizationIdAsync(org.Database, cancellationToken) is { } stamp && stamp != org.Id)
        {
            // Another run's that died, or ours. Only what is held in central can have been retired.
            await (stamp == run.Order.Id || org.Status == "moving"
                ? server.UnretireAsync(org.Database, org.Id, stamp, cancellationToken)
                : throw Error.Conflict($"Database {org.Database} belongs to {stamp}, not to organization {org.Slug}."));
        }
    }
}
