using Npgsql;

namespace BraidMgr.Schema;

/// <summary>What <see cref="CentralSetup"/> did.</summary>
public sealed record CentralSetupResult(string Database, bool Created, MigrationResult Migrations, string Template);

/// <summary>
/// Makes a server ready to serve from: the roles, the central database at the version of this build, its default database
/// server, and the template of organizations' databases. Running it again changes nothing.
/// </summary>
public sealed class CentralSetup
{
    /// <summary>The central database's name where the connection string names none, or the maintenance database.</summary>
    public const string DefaultDatabase = "braidmgr_central";

    private const string DefaultServerSql = """
        insert into public.database_servers (id, name, region, host, port, connection_budget, accepts_new_orgs)
        values ($1, 'default', 'local', $2, $3, 80, true)
        on conflict (name) do update set host = excluded.host, port = excluded.port, updated_at = now()
        where (database_servers.host, database_servers.port) is distinct from (excluded.host, excluded.port)
        """;

    private readonly NpgsqlConnectionStringBuilder _central;
    private readonly string _appPassword;
    private readonly DatabaseServer _server;

    /// <summary>Opens nothing yet.</summary>
    /// <param name="connectionString">The server with the owner's credentials (see <see cref="DatabaseServer"/>), and the central database's name.</param>
    /// <param name="appPassword">The password that <c>braid_app</c> gets.</param>
    public CentralSetup(string connectionString, string appPassword)
    {
        _central = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false };
        if (_central.Database is null or "" or "postgres")
        {
            _central.Database = DefaultDatabase;
        }

        _appPassword = appPassword;
        _server = new DatabaseServer(_central.ConnectionString);
    }

    /// <summary>Where the pools of the central database log in, as <c>braid_app</c>.</summary>
    public string AppConnectionString =>
        new NpgsqlConnectionStringBuilder(_central.ConnectionString)
        {
            Username = Roles.App,
            Password = _appPassword,
            Pooling = true,
        }.ConnectionString;

    /// <summary>Does what is missing.</summary>
    /// <param name="progress">Called before each migration of the central database.</param>
    /// <param name="cancellationToken">Stops between two steps, or rolls the running migration back.</param>
    /// <exception cref="SchemaException">See <see cref="Migrator"/> and <see cref="DatabaseServer.EnsureRolesAsync"/>.</exception>
    public async Task<CentralSetupResult> RunAsync(Action<Migration>? progress = null, CancellationToken cancellationToken = default)
    {
        await _server.EnsureRolesAsync(_appPassword, cancellationToken);
        var created = await EnsureDatabaseAsync(cancellationToken);
        var migrations = await new Migrator(DatabaseKind.Central).ApplyAsync(_central.ConnectionString, progress, cancellationToken);
        await EnsureDefaultServerAsync(cancellationToken);
        var template = await _server.EnsureTemplateAsync(cancellationToken);
        return new CentralSetupResult(_central.Database!, created, migrations, template);
    }

    private async Task<bool> EnsureDatabaseAsync(CancellationToken cancellationToken)
    {
        DatabaseName.RequirePlain(_central.Database!);
        await using var connection = await _server.OpenMaintenanceAsync(cancellationToken);
        await using var single = await AdvisoryLock.TakeAsync(connection, AdvisoryLock.Server, cancellationToken);
        var missing = await connection.AskAsync<bool>(
            "select not exists (select from pg_database where datname = $1)", cancellationToken, _central.Database!);
        if (missing)
        {
            await connection.RunAsync(
                $"create database {DatabaseName.Quoted(_central.Database!)} owner {Roles.Owner} template template0 encoding 'UTF8'", cancellationToken);
        }

        await DatabaseServer.OpenToAppAsync(connection, _central.Database!, cancellationToken);
        return missing;
    }

    private async Task EnsureDefaultServerAsync(CancellationToken cancellationToken)
    {
        await using var connection = await OwnerConnection.OpenAsync(_central.ConnectionString, cancellationToken);
        await using var command = new NpgsqlCommand(DefaultServerSql, connection);
        command.Parameters.Add(new() { Value = Guid.CreateVersion7() });
        command.Parameters.Add(new() { Value = _central.Host ?? "localhost" });
        command.Parameters.Add(new() { Value = _central.Port });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
