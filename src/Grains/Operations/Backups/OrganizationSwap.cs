using System.Diagnostics;
using System.Globalization;
using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Central;
using BraidMgr.Grains.Operations.Moves;
using BraidMgr.Grains.Operations.Organizations;
using BraidMgr.Grains.Operations.Runs;
using BraidMgr.Grains.Orgs;
using BraidMgr.Grains.Provisioning;
using BraidMgr.Schema;
using Npgsql;

namespace BraidMgr.Grains.Operations.Backups;

/// <summary>
/// Puts a restored database into the place of the live one. Writes wait from the moment that the live one is retired until central
/// names the other; a crash between leaves the organization held, and whoever goes on gives it back and does all of it again.
/// </summary>
internal sealed class OrganizationSwap(
    IGrainFactory grains, CentralDatabase central, DatabaseServers servers, OrganizationHold hold, TimeProvider time)
{
    private const string NewOrganization = "organization";

    /// <summary>
    /// Swaps, and says how long writes were refused. When it throws, the live database serves as before; or it says that it is UNAVAILABLE,
    /// and whoever goes on gives the organization back.
    /// </summary>
    public async Task<string> Into(RunContext run, OrgToBackUp org, string database, CancellationToken cancellationToken)
    {
        await servers.At(org.Host, org.Port).OpenToAppAsync(database, cancellationToken);
        var clock = Stopwatch.StartNew();
        try
        {
            var isLost = await Exchange(run, org, database, cancellationToken);
            return string.Create(CultureInfo.InvariantCulture, $"writes waited {clock.ElapsedMilliseconds} ms{(isLost ? "; the live database is lost, and with it who had which role: no project role was restored" : "")}");
        }
        catch (Exception error) when (error is not OutcomeUnknownException)
        {
            await GiveUp(run, org, error);
            throw;
        }
    }

    private async Task<bool> Exchange(RunContext run, OrgToBackUp org, string database, CancellationToken cancellationToken)
    {
        var server = servers.At(org.Host, org.Port);
        var ticket = await hold.Take(run, org, cancellationToken);
        var live = await Retire(server, org, run.Order.Id, cancellationToken);
        await live.Access.Restrict(server, database, cancellationToken);
        await server.StampAnewAsync(database, org.Id, live.Epoch, cancellationToken);
        return await central.Transact(
            session => session.ServeAgain(org, ticket, database, OrganizationHold.StatusOf(run), time.Now()), cancellationToken) > 0
            ? live.IsLost
            : throw Error.Conflict($"Organization {org.Slug} has changed meanwhile; nothing was swapped.");
    }

    private static async Task<(LiveAccess Access, long Epoch, bool IsLost)> Retire(
        DatabaseServer server, OrgToBackUp org, Guid runId, CancellationToken cancellationToken)
    {
        try
        {
            if (await server.RetireAsync(org.Database, org.Id, runId, cancellationToken) is { } epoch)
            {
                return (await LiveAccess.Read(server, org.Database, cancellationToken), epoch, false);
            }

            // Somebody's it is, and nobody lost a role for that.
            return await server.ReadOrganizationIdAsync(org.Database, cancellationToken) is { } other
                ? throw Error.Conflict($"Database {org.Database} belongs to {other}, not to organization {org.Slug}; nothing was swapped.")
                : (LiveAccess.None, 0, true);
        }
        catch (PostgresException gone) when (gone.SqlState is PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.UndefinedTable)
        {
            return (LiveAccess.None, 0, true);
        }
    }

    /// <summary>Gives the organization back that is held. What cannot be done now is, when the run goes on.</summary>
    private async Task GiveUp(RunContext run, OrgToBackUp org, Exception cause)
    {
        try
        {
            if (await central.Run(session => session.OrgToBackUp(org.Slug)) is { Status: "moving" } now && now.Database == org.Database)
            {
                await hold.GiveBack(run, now, CancellationToken.None);
            }
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException or BraidException)
        {
            throw Error.Unavailable($"It failed ({RunErrors.Plain(cause)}), and cannot be undone now: {RunErrors.Plain(error)}.", inner: cause);
        }
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
        return members > 0 ? $"{slug}, with {members} owners of {org.Slug}" : throw Error.Conflict($"The slug {slug} is taken, or {org.Slug} has no owner.");
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
