using Npgsql;

namespace BraidMgr.Schema;

/// <summary>How the schema of a database stands, read from that database.</summary>
/// <param name="Version">The number of its newest migration.</param>
/// <param name="Pending">Names of the migrations of this build that it lacks.</param>
/// <param name="Drift">What differs from a scratch build of the same migrations; empty while something is pending, or of a newer build.</param>
/// <param name="LastError">What the last migration failed by; null when it did not.</param>
/// <param name="Applied">Names of what was applied just now.</param>
public sealed record OrgSchemaState(
    int Version, IReadOnlyList<string> Pending, IReadOnlyList<string> Drift, string? LastError, IReadOnlyList<string> Applied)
{
    /// <summary>Whether it is what this build expects, or newer.</summary>
    public bool IsSound => Pending.Count == 0 && Drift.Count == 0;
}

/// <summary>Looks at and migrates the organizations' databases of one server, each against a scratch build of the same migrations.</summary>
public sealed class OrgSchemas
{
    private readonly DatabaseServer _server;
    private readonly MigrationSet _migrations;
    private readonly MigratorOptions _options;
    private readonly Lock _gate = new();
    private Task<Catalogue>? _expected;

    /// <summary>For the migrations that this build carries; opens nothing yet.</summary>
    public OrgSchemas(DatabaseServer server, MigratorOptions? options = null) : this(server, MigrationSet.Of(DatabaseKind.Org), options) { }

    /// <summary>For migrations of one's own; opens nothing yet.</summary>
    public OrgSchemas(DatabaseServer server, MigrationSet migrations, MigratorOptions? options = null) =>
        (_server, _migrations, _options) = (server, migrations, options ?? MigratorOptions.Default);

    /// <summary>What the migrations build, from a scratch database on the server; built once.</summary>
    public Task<Catalogue> ExpectedAsync(CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            // Whoever gives up does not spoil it for the others.
            _expected = _expected is null or { IsFaulted: true } ? BuildAsync(CancellationToken.None) : _expected;
            return _expected.WaitAsync(cancellationToken);
        }
    }

    /// <summary>How a database stands.</summary>
    /// <exception cref="SchemaException">It belongs to another organization, or a migration was edited after it was applied.</exception>
    public async Task<OrgSchemaState> LookAsync(string database, Guid organizationId, CancellationToken cancellationToken = default)
    {
        await using var connection = await _server.OpenAsync(database, cancellationToken);
        await RequireOwnAsync(connection, organizationId, cancellationToken);
        return await LookAsync(connection, cancellationToken);
    }

    /// <summary>How a database stands that is no organization's.</summary>
    /// <exception cref="SchemaException">A migration was edited after it was applied.</exception>
    public async Task<OrgSchemaState> LookAsync(string database, CancellationToken cancellationToken = default)
    {
        await using var connection = await _server.OpenAsync(database, cancellationToken);
        return await LookAsync(connection, cancellationToken);
    }

    /// <summary>Applies what is missing, then verifies the catalogue.</summary>
    /// <exception cref="SchemaException">A migration fails, or what is there afterwards is not what a scratch build gives.</exception>
    public async Task<OrgSchemaState> MigrateAsync(string database, Guid organizationId, CancellationToken cancellationToken = default)
    {
        await using var connection = await _server.OpenAsync(database, cancellationToken);
        await RequireOwnAsync(connection, organizationId, cancellationToken);
        var result = await new Migrator(_migrations, _options).ApplyAsync(connection, null, cancellationToken);
        // The migrator may have waited for a move or a restore, which took the organization to another database.
        await RequireOwnAsync(connection, organizationId, cancellationToken);
        // No failure is noted any more: the migrator took the note away.
        var state = await StateAsync(connection, await MigrationJournal.ReadAsync(connection, cancellationToken), cancellationToken) with
        {
            Applied = [.. result.Applied.Select(m => m.ToString())],
        };
        if (state.Drift.Count > 0)
        {
            throw new SchemaException(
                $"{database} is not what its migrations build, though all {state.Version} are recorded: {Catalogue.Summary(state.Drift)}");
        }

        return state;
    }

    private async Task<OrgSchemaState> LookAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var journal = await MigrationJournal.ExistsAsync(connection, cancellationToken)
            ? await MigrationJournal.ReadAsync(connection, cancellationToken)
            : [];
        var state = await StateAsync(connection, journal, cancellationToken);
        return state with { LastError = await MigrationJournal.NotedAsync(connection, cancellationToken) };
    }

    private async Task<OrgSchemaState> StateAsync(NpgsqlConnection connection, List<AppliedMigration> journal, CancellationToken cancellationToken)
    {
        var pending = new Migrator(_migrations).Missing(connection.Database, journal).ConvertAll(m => m.ToString());
        var version = journal.Count == 0 ? 0 : journal[^1].Version;
        var drift = pending.Count > 0 || version > _migrations.Version
            ? []
            : (await Catalogue.ReadAsync(connection, cancellationToken)).DriftFrom(await ExpectedAsync(cancellationToken));
        return new OrgSchemaState(version, pending, drift, null, []);
    }

    private async Task<Catalogue> BuildAsync(CancellationToken cancellationToken)
    {
        await using var scratch = await ScratchDatabase.CreateAsync(_server, cancellationToken);
        await new Migrator(_migrations).ApplyAsync(scratch.ConnectionString, null, cancellationToken);
        await using var connection = await OwnerConnection.OpenAsync(scratch.ConnectionString, cancellationToken);
        return await Catalogue.ReadAsync(connection, cancellationToken);
    }

    private static async Task RequireOwnAsync(NpgsqlConnection connection, Guid organizationId, CancellationToken cancellationToken)
    {
        var stamp = await connection.AskAsync<Guid?>("set lock_timeout = 2000; select organization_id from public.org_owner", cancellationToken);
        if (stamp != organizationId)
        {
            throw new SchemaException($"database {connection.Database} belongs to organization {stamp}, not to {organizationId}");
        }
    }
}
