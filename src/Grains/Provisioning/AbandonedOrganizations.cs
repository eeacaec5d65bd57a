using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Central;
using BraidMgr.Schema;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace BraidMgr.Grains.Provisioning;

/// <summary>
/// Removes organizations whose creation died before its commit point. First the row is marked, so that the commit point cannot
/// be reached any more; then the database goes, then the row. Several hosts may do this at once.
/// </summary>
public sealed partial class AbandonedOrganizations(
    CentralDatabase central, DatabaseServers servers, IOptions<ProvisioningOptions> options, TimeProvider time,
    ILogger<AbandonedOrganizations> logger)
{
    /// <summary>Gives one up whose creation failed. One that did reach its commit point stays.</summary>
    internal async Task GiveUp(ReservedOrganization reserved)
    {
        await central.Maintain(session => session.GiveUp(reserved));
        await Remove(reserved.Id, CancellationToken.None);
    }

    /// <summary>Removes all that were abandoned, and says how many. One whose server cannot be reached waits for the next time.</summary>
    internal async Task<int> Sweep(CancellationToken cancellationToken)
    {
        await central.Maintain(session => session.GiveUpAbandoned(time.Now() - options.Value.AbandonedAfter), cancellationToken);
        var removed = 0;
        foreach (var id in await central.Maintain(session => session.GivenUp(), cancellationToken))
        {
            try
            {
                removed += await Remove(id, cancellationToken) ? 1 : 0;
            }
            catch (Exception error) when (error is BraidException or SchemaException)
            {
                LogFailed(error, id);
            }
        }

        return removed;
    }

    /// <summary>False when it is gone, or somebody else removes it just now.</summary>
    private Task<bool> Remove(Guid organizationId, CancellationToken cancellationToken) =>
        central.Maintain(
            async session =>
            {
                var organization = await session.LockGivenUp(organizationId);
                if (organization is null)
                {
                    return false;
                }

                await DropDatabase(organization, cancellationToken);
                await session.DeleteOrganization(organization.Id);
                LogRemoved(organization.Id, organization.Slug);
                return true;
            },
            cancellationToken);

    private async Task DropDatabase(ReservedOrganization organization, CancellationToken cancellationToken)
    {
        var server = servers.At(organization.Host, organization.Port);
        try
        {
            var stamp = await server.ReadOrganizationIdAsync(organization.DatabaseName, cancellationToken);
            if (stamp is null || stamp == organization.Id)
            {
                await server.DropDatabaseAsync(organization.DatabaseName, cancellationToken);
                return;
            }
        }
        catch (PostgresException missing) when (missing.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            return;
        }
        catch (PostgresException foreign) when (foreign.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            // Whatever this database is, no template of ours was copied into it.
        }

        LogForeign(organization.DatabaseName, organization.Id);
    }

    [LoggerMessage(LogLevel.Warning, "Organization {OrganizationId} ({Slug}) was never finished; it is removed and its slug is free again")]
    private partial void LogRemoved(Guid organizationId, string slug);

    [LoggerMessage(LogLevel.Warning, "Organization {OrganizationId} was never finished and cannot be removed now")]
    private partial void LogFailed(Exception error, Guid organizationId);

    [LoggerMessage(LogLevel.Warning, "Database {Database} is not that of organization {OrganizationId}, which is removed; the database stays")]
    private partial void LogForeign(string database, Guid organizationId);
}
