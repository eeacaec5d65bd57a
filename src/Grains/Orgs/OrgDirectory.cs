using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Central;
using BraidMgr.Grains.Orgs.Connections;
using BraidMgr.Grains.Provisioning;
using Microsoft.Extensions.Options;
using Npgsql;

namespace BraidMgr.Grains.Orgs;

/// <summary>Where an organization's database is, as central says.</summary>
internal sealed record OrgLocation(string DatabaseName, string Host, int Port, int ConnectionBudget, string Status);

/// <summary>Looks up the database of an organization and makes its pool. Asked once per activation; nothing caches the name (rule 2).</summary>
internal sealed class OrgDirectory(
    CentralDatabase central,
    ConnectionBudgets budgets,
    DatabaseServers servers,
    IOptions<PoolOptions> pool)
{
    private const string FindSql = """
        SELECT o.database_name, s.host, s.port, s.connection_budget, o.status::text
        FROM organizations o
        JOIN database_servers s ON s.id = o.database_server_id
        WHERE o.id = $1 AND o.deleted_at IS NULL
        """;

    /// <summary>A pool for the organization's database. NOT_FOUND when there is no such organization, UNAVAILABLE while it is not active.</summary>
    public async Task<ConnectionPool> OpenPool(Guid organizationId, CancellationToken cancellationToken)
    {
        var location = await Find(organizationId, cancellationToken) ?? throw Error.NotFound("organization");
        return location.Status == "active"
            ? new ConnectionPool(Source(location), budgets.Of(location.Host, location.Port, location.ConnectionBudget), pool.Value)
            : throw Error.Unavailable($"The organization is {location.Status}.", retryAfterSeconds: 5);
    }

    private async Task<OrgLocation?> Find(Guid organizationId, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = central.Source.CreateCommand(FindSql);
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = organizationId });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            return await reader.ReadAsync(cancellationToken)
                ? new(reader.GetString(0), reader.GetString(1), reader.GetInt32(2), reader.GetInt32(3), reader.GetString(4))
                : null;
        }
        catch (NpgsqlException error)
        {
            throw SqlStates.Translate(error);
        }
    }

    private NpgsqlDataSource Source(OrgLocation location)
    {
        var builder = new NpgsqlDataSourceBuilder(new NpgsqlConnectionStringBuilder(servers.App(location.Host, location.Port, location.DatabaseName).ConnectionString)
        {
            ApplicationName = "braidmgr",
            Pooling = false,
            Timeout = 5,
            CommandTimeout = pool.Value.CommandTimeoutSeconds,
            TcpKeepAlive = true,
            TcpKeepAliveTime = 30,
            MaxAutoPrepare = 64,
            AutoPrepareMinUsages = 2,
        }.ConnectionString);
        // Enums travel as text and nothing else is ours: a first connection need not read pg_type.
        builder.ConfigureTypeLoading(types => types.EnableTypeLoading(false));
        return builder.Build();
    }
}
