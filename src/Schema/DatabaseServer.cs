using Npgsql;

namespace BraidMgr.Schema;

/// <summary>
/// A PostgreSQL server, with the credentials of a superuser or of a role that may create databases and is a member of
/// <c>braid_owner</c>: makes, lists and drops organizations' databases. It never serves (architecture, rule 1).
/// </summary>
public sealed class DatabaseServer
{
    private const string Maintenance = "postgres";

    private readonly string _connectionString;
    private readonly TemplateDatabase _template;

    /// <summary>Opens nothing yet.</summary>
    /// <param name="connectionString">The server; the database named in it does not matter.</param>
    public DatabaseServer(string connectionString) : this(connectionString, MigrationSet.Of(DatabaseKind.Org)) { }

    internal DatabaseServer(string connectionString, MigrationSet migrations)
    {
        _connectionString = connectionString;
        _template = new TemplateDatabase(this, migrations);
        Spares = new SpareDatabases(this, migrations);
    }

    /// <summary>Databases that are kept ready.</summary>
    public SpareDatabases Spares { get; }

    /// <summary>What new databases are copied from; it names the version and the content of the migrations.</summary>
    public string TemplateName => _template.Name;

    /// <summary>A connection string with the owner's credentials to one of the server's databases; not pooled.</summary>
    public string ConnectionString(string database) =>
        new NpgsqlConnectionStringBuilder(_connectionString) { Database = database, Pooling = false }.ConnectionString;

    /// <summary>Creates <c>braid_owner</c> and <c>braid_app</c> where they are missing, and sets the latter's password.</summary>
    /// <exception cref="SchemaException">They are missing and the connection's user may not create roles.</exception>
    public async Task EnsureRolesAsync(string appPassword, CancellationToken cancellationToken = default)
    {
        await using var connection = await OpenMaintenanceAsync(cancellationToken);
        await using var single = await AdvisoryLock.TakeAsync(connection, AdvisoryLock.Server, cancellationToken);
        await ServerRoles.EnsureAsync(connection, appPassword, cancellationToken);
    }

    /// <summary>Makes the template of this build's migrations unless it is there; takes a second or so then. Answers its name.</summary>
    public Task<string> EnsureTemplateAsync(CancellationToken cancellationToken = default) => _template.EnsureAsync(cancellationToken);

    internal Task<string> EnsureTemplateAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        _template.EnsureAsync(connection, cancellationToken);

    /// <summary>Creates an organization's database, a copy of the template; only <c>braid_app</c> and the owner may connect to it. See <see cref="Spares"/> for a faster way.</summary>
    /// <exception cref="ArgumentException">The name does not begin with <c>braidmgr_org_</c>, or is no identifier of at most 63 characters.</exception>
    /// <exception cref="PostgresException">SQLSTATE 42P04: a database of that name is there already.</exception>
    public async Task CreateDatabaseAsync(string name, CancellationToken cancellationToken = default)
    {
        DatabaseName.RequireOrg(name);
        await using var connection = await OpenMaintenanceAsync(cancellationToken);
        try
        {
            await CopyTemplateAsync(connection, name, cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            await EnsureTemplateAsync(connection, cancellationToken);
            await CopyTemplateAsync(connection, name, cancellationToken);
        }

        await OpenToAppAsync(connection, name, cancellationToken);
    }

    /// <summary>Writes into a database whose it is; again with the same id is no error.</summary>
    /// <exception cref="SchemaException">The database carries another organization's id.</exception>
    public async Task StampOrganizationAsync(string name, Guid organizationId, CancellationToken cancellationToken = default)
    {
        await using var connection = await OpenAsync(name, cancellationToken);
        await using var command = new NpgsqlCommand(
            "insert into public.org_owner (organization_id, owner_token, epoch) values ($1, $2, 0) on conflict do nothing", connection);
        command.Parameters.Add(new() { Value = organizationId });
        command.Parameters.Add(new() { Value = Guid.NewGuid() });
        await command.ExecuteNonQueryAsync(cancellationToken);

        var stamped = await ReadStampAsync(connection, cancellationToken);
        if (stamped != organizationId)
        {
            throw new SchemaException($"database {name} belongs to organization {stamped}, not to {organizationId}");
        }
    }

    /// <summary>The organization whose id a database carries; null when its creation was never finished.</summary>
    /// <exception cref="PostgresException">SQLSTATE 3D000: there is no such database.</exception>
    public async Task<Guid?> ReadOrganizationIdAsync(string name, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var connection = await OpenAsync(name, cancellationToken);
            return await ReadStampAsync(connection, cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.ObjectNotInPrerequisiteState)
        {
            return null; // died between the copy and the grants: it accepts no connections yet
        }
    }

    /// <summary>Drops a database and ends its connections; one that is not there is no error.</summary>
    /// <exception cref="ArgumentException">As for <see cref="CreateDatabaseAsync"/>: no other database can be dropped here.</exception>
    public async Task DropDatabaseAsync(string name, CancellationToken cancellationToken = default)
    {
        DatabaseName.RequireOrg(name);
        await using var connection = await OpenMaintenanceAsync(cancellationToken);
        await connection.RunAsync($"drop database if exists {DatabaseName.Quoted(name)} with (force)", cancellationToken);
    }

    /// <summary>The names of all organizations' databases on the server, whether the central database knows them or not.</summary>
    public async Task<IReadOnlyList<string>> ListOrgDatabasesAsync(CancellationToken cancellationToken = default)
    {
        await using var connection = await OpenMaintenanceAsync(cancellationToken);
        var names = await connection.AskAsync<string[]>(
            "select array(select datname::text from pg_database where starts_with(datname, $1) and not datistemplate order by 1)",
            cancellationToken, DatabaseName.OrgPrefix);
        return names!;
    }

    internal Task<NpgsqlConnection> OpenAsync(string database, CancellationToken cancellationToken) =>
        OwnerConnection.OpenAsync(ConnectionString(database), cancellationToken);

    internal Task<NpgsqlConnection> OpenMaintenanceAsync(CancellationToken cancellationToken) =>
        OpenAsync(Maintenance, cancellationToken);

    internal Task<NpgsqlConnection> OpenKeptAsync(CancellationToken cancellationToken) =>
        OwnerConnection.OpenKeptAsync(ConnectionString(Maintenance), cancellationToken);

    // Nobody may connect before the grants stand: a fresh database is open to every role of the server. A copy made with
    // WAL_LOG needs no checkpoint, which on a busy server takes seconds.
    internal Task CopyTemplateAsync(NpgsqlConnection connection, string name, CancellationToken cancellationToken) =>
        connection.RunAsync(
            $"create database {DatabaseName.Quoted(name)} owner {Roles.Owner} template {DatabaseName.Quoted(TemplateName)} strategy wal_log allow_connections false",
            cancellationToken);

    internal static Task OpenToAppAsync(NpgsqlConnection connection, string name, CancellationToken cancellationToken) =>
        connection.RunAsync(
            $"""
            revoke all on database {DatabaseName.Quoted(name)} from public;
            grant connect on database {DatabaseName.Quoted(name)} to {Roles.App};
            alter database {DatabaseName.Quoted(name)} allow_connections true;
            """,
            cancellationToken);

    private static Task<Guid?> ReadStampAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        connection.AskAsync<Guid?>("select organization_id from public.org_owner", cancellationToken);
}
