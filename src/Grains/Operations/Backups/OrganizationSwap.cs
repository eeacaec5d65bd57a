using System.Diagnostics;
using System.Globalization;
using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Central;
using BraidMgr.Grains.Operations.Organizations;
using BraidMgr.Grains.Operations.Runs;
using BraidMgr.Grains.Orgs;
using BraidMgr.Grains.Provisioning;
using BraidMgr.Schema;
using Npgsql;

namespace BraidMgr.Grains.Operations.Backups;

/// <summary>
/// Puts a restored database into the place of the live one. Writes wait from the moment that the live one is retired until central
/// names the other; a crash between leaves the organization held, and whoever goes on does all of it again.
/// </summary>
internal sealed class OrganizationSwap(IGrainFactory grains, CentralDatabase central, DatabaseServers servers, TimeProvider time)
{
    private const string Status = "status";
    private const string NewOrganization = "organization";

    /// <summary>Swaps, and says how long writes were refused. When it throws, the live database serves as before.</summary>
    public async Task<string> Into(RunContext run, OrgToBackUp org, string database, CancellationToken cancellationToken)
    {
        var server = servers.At(org.Host, org.Port);
        await server.OpenToAppAsync(database, cancellationToken);
        if (run.Recall(Status) is null)
        {
            await run.Remember(Status, org.Status == "moving" ? "active" : org.Status);
        }

        var clock = Stopwatch.StartNew();
        try
        {
            await Hold(org, cancellationToken);
            var live = await Retire(server, org, run.Order.Id, cancellationToken);
            await live.Access.Restrict(server, database, cancellationToken);
            await server.StampAnewAsync(database, org.Id, live.Epoch, cancellationToken);
            await central.Transact(session => session.Serve(org, database, run.Recall(Status)!, time.Now()), cancellationToken);
            return string.Create(CultureInfo.InvariantCulture, $"writes waited {clock.ElapsedMilliseconds} ms{(live.IsLost ? "; the live database is lost, and with it who had which role: no project role was restored" : "")}");
        }
        catch (Exception error) when (error is not OutcomeUnknownException)
        {
            await GiveBack(run, server, org);
            throw;
        }
    }

    private async Task Hold(OrgToBackUp org, CancellationToken cancellationToken)
    {
        if (await central.Transact(session => session.Hold(org), cancellationToken) == 0)
        {
            throw Error.Conflict($"Organization {org.Slug} has changed meanwhile; nothing was swapped.");
        }
    }

    private static async Task<(LiveAccess Access, long Epoch, bool IsLost)> Retire(
        DatabaseServer server, OrgToBackUp org, Guid runId, CancellationToken cancellationToken)
    {
        try
        {
            return await server.RetireAsync(org.Database, org.Id, runId, cancellationToken) is { } epoch
                ? (await LiveAccess.Read(server, org.Database, cancellationToken), epoch, false)
                : (LiveAccess.None, 0, true);
        }
        catch (PostgresException gone) when (gone.SqlState is PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.UndefinedTable)
        {
            return (LiveAccess.None, 0, true);
        }
    }

    private async Task GiveBack(RunContext run, DatabaseServer server, OrgToBackUp org)
    {
        try
        {
            await server.UnretireAsync(org.Database, org.Id, run.Order.Id, CancellationToken.None);
        }
        catch (PostgresException gone) when (gone.SqlState is PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.UndefinedTable)
        {
            run.Say("the live database is lost");
        }

        await central.Transact(session => session.Serve(org, org.Database, run.Recall(Status)!, time.Now()), CancellationToken.None);
        await Tell(org.Id);
    }

    /// <summary>Lets everything that was loaded be loaded anew.</summary>
    public Task Tell(Guid organizationId) => grains.Tell(organizationId);

    /// <summary>The id of the organization that a restored database becomes; the same over crashes.</summary>
    public static async Task<Guid> NewId(RunContext run)
    {
        if (run.Recall(NewOrganization) is null)
        {
            await run.Remember(NewOrganization, Guid.CreateVersion7().ToString());
        }

        return Guid.Parse(run.Recall(NewOrganization)!);
    }

    /// <summary>Makes an organization of its own of a restored database: the owners are those of the other now, and nobody else is in it.</summary>
    public async Task<string> AsAnother(RunContext run, OrgToBackUp org, string slug, string database, CancellationToken cancellationToken)
    {
        var id = await NewId(run);
        var server = servers.At(org.Host, org.Port);
        await LiveAccess.None.Restrict(server, database, cancellationToken);
        await server.StampAnewAsync(database, id, 0, cancellationToken);
        await server.OpenToAppAsync(database, cancellationToken);
        var members = await central.Transact(session => session.Copy(org, id, slug, database, time.Now()), cancellationToken);
        if (members == 0)
        {
            await server.DropDatabaseAsync(database, cancellationToken);
            throw Error.Conflict($"The slug {slug} is taken, or {org.Slug} has no owner.");
        }

        return $"{slug}, with {members} owners of {org.Slug}";
    }

    /// <summary>Drops the database whose place was taken; one that is not the one that was retired stays.</summary>
    public async Task<string> DropRetired(RunContext run, OrgToBackUp org, string database, CancellationToken cancellationToken)
    {
        var server = servers.At(org.Host, org.Port);
        try
        {
            if (await server.ReadOrganizationIdAsync(database, cancellationToken) != run.Order.Id)
            {
                return $"{database} is not the one that was retired, and stays";
            }
        }
        catch (PostgresException gone) when (gone.SqlState is PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.UndefinedTable)
        {
            return "it is gone";
        }

        await server.DropDatabaseAsync(database, cancellationToken);
        return database;
    }
}
