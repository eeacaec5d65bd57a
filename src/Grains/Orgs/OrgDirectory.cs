using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Central;
using Microsoft.Extensions.Options;
using Npgsql;

namespace BraidMgr.Grains.Orgs;

/// <summary>Where an organization's database is, as central says.</summary>
internal sealed record OrgLocation(string DatabaseName, string Host, int Port, string Status);

/// <summary>Looks up the database of an organization and makes its pool. Asked once per activation; nothing caches the name (rule 2).</summary>
internal sealed class OrgDirectory(
    CentralDatabase central, IOptions<CentralOptions> centralOptions, IOptions<PostgresOptions> postgres, IOptions<PoolOptions> pool)
{
    private const string FindSql = """
        SELECT o.database_name, s.host, s.port, o.status::text
        FROM organizations o
        JOIN database_servers s ON s.id = o.database_server_id
        WHERE o.id = $1 AND o.deleted_at IS NULL
        """;

    /// <summary>A pool for the organization's database. NOT_FOUND when there is no such organization, UNAVAILABLE while it is not active.</summary>
    public async Task<NpgsqlDataSource> OpenPool(Guid organizationId, CancellationToken cancellationToken)
    {
        var location = await Find(organizationId, cancellationToken) ?? throw Error.NotFound("organization");
        return location.Status == "active"
            ? Build(PoolFor(location))
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
                ? new(reader.GetString(0), reader.GetString(1), reader.GetInt32(2), reader.GetString(3))
                : null;
        }
        catch (NpgsqlException error)
        {
            throw SqlStates.Translate(error);
        }
    }

    private NpgsqlConnectionStringBuilder PoolFor(OrgLocation location) => new()
    {
        Host = location.Host,
        Port = location.Port,
        Database = location.DatabaseName,
        Username = "braid_app",
        Password = postgres.Value.AppPassword,
        SslMode = new NpgsqlConnectionStringBuilder(centralOptions.Value.ConnectionString).SslMode,
        ApplicationName = "braidmgr",
        // With 2, Npgsql would never prune below 2, and a sleeping organization would hold them for ever.
        MinPoolSize = 0,
        MaxPoolSize = pool.Value.MaxSize,
        ConnectionIdleLifetime = pool.Value.IdleSeconds,
        ConnectionPruningInterval = Math.Min(10, pool.Value.IdleSeconds),
        Timeout = 5,
        CommandTimeout = pool.Value.CommandTimeoutSeconds,
        TcpKeepAlive = true,
        TcpKeepAliveTime = 30,
        // Statements leave nothing behind in a session (settings are local to a transaction), so there is nothing to reset.
        NoResetOnClose = true,
        MaxAutoPrepare = 64,
        AutoPrepareMinUsages = 2,
    };

    private static NpgsqlDataSource Build(NpgsqlConnectionStringBuilder pool)
    {
        var builder = new NpgsqlDataSourceBuilder(pool.ConnectionString);
        // Enums travel as text and nothing else is ours: a first connection need not read pg_type.
        builder.ConfigureTypeLoading(types => types.EnableTypeLoading(false));
        return builder.Build();
    }
}
