using Npgsql;

namespace BraidMgr.Schema;

/// <summary>What a run did: the migrations it applied, the database's version after it, and what the journal holds beyond this build.</summary>
public sealed record MigrationResult(IReadOnlyList<Migration> Applied, int Version, IReadOnlyList<AppliedMigration> Newer);

/// <summary>
/// Brings a database to the version of this build. One runs at a time in a database; every migration commits with its row in
/// the journal, so that one that died half way is continued where it stopped.
/// </summary>
/// <param name="migrations">What there is to apply.</param>
/// <param name="options">How it waits for locks; <see cref="MigratorOptions.Default"/> unless given.</param>
public sealed class Migrator(MigrationSet migrations, MigratorOptions? options = null)
{
    private readonly MigratorOptions _options = options ?? MigratorOptions.Default;

    /// <summary>A migrator for the migrations that this build carries.</summary>
    public Migrator(DatabaseKind kind) : this(MigrationSet.Of(kind)) { }

    /// <summary>Applies what is missing, over a connection of its own.</summary>
    /// <param name="connectionString">The database, with credentials of a member of <c>braid_owner</c> or a superuser.</param>
    /// <param name="progress">Called before each migration that is applied.</param>
    /// <param name="cancellationToken">Stops before the next migration, or rolls the running one back.</param>
    /// <exception cref="SchemaException">A migration was edited after it was applied, is missing below applied ones, or fails.</exception>
    public async Task<MigrationResult> ApplyAsync(
        string connectionString, Action<Migration>? progress = null, CancellationToken cancellationToken = default)
    {
        await using var connection = await OwnerConnection.OpenAsync(connectionString, cancellationToken);
        return await ApplyAsync(connection, progress, cancellationToken);
    }

    /// <summary>Applies what is missing, over an open connection that nobody else uses meanwhile.</summary>
    /// <inheritdoc cref="ApplyAsync(string, Action{Migration}, CancellationToken)"/>
    public async Task<MigrationResult> ApplyAsync(
        NpgsqlConnection connection, Action<Migration>? progress = null, CancellationToken cancellationToken = default)
    {
        await using var single = await AdvisoryLock.TakeAsync(connection, AdvisoryLock.Migrate, cancellationToken);
        await BecomeOwnerAsync(connection, cancellationToken);
        try
        {
            return await ApplyMissingAsync(connection, progress, cancellationToken);
        }
        catch (SchemaException failure) when (connection.State == System.Data.ConnectionState.Open)
        {
            await MigrationJournal.NoteAsync(connection, failure.Message, CancellationToken.None);
            throw;
        }
        finally
        {
            if (connection.State == System.Data.ConnectionState.Open)
            {
                await connection.RunAsync("reset role; reset statement_timeout; reset lock_timeout", CancellationToken.None);
            }
        }
    }

    /// <summary>The migrations that a journal lacks.</summary>
    /// <exception cref="SchemaException">One was edited after it was applied, or is missing below applied ones.</exception>
    internal List<Migration> Missing(string database, List<AppliedMigration> journal)
    {
        var applied = journal.ToDictionary(a => a.Version);
        var edited = migrations.All.FirstOrDefault(m => applied.TryGetValue(m.Version, out var a) && a.Checksum != m.Checksum);
        if (edited is not null)
        {
            throw new SchemaException(
                $"migration {edited} was changed after it was applied to {database}: its checksum was " +
                $"{applied[edited.Version].Checksum[..8]} and is {edited.Checksum[..8]}. Restore the file and add a new migration instead.");
        }

        var missing = migrations.All.Where(m => !applied.ContainsKey(m.Version)).ToList();
        if (missing.Count > 0 && journal.Count > 0 && missing[0].Version < journal[^1].Version)
        {
            throw new SchemaException(
                $"migration {missing[0]} is missing from {database}, which already has {journal[^1].Version:0000}_{journal[^1].Name}: " +
                "migrations are applied in order. Give the new one the next free number.");
        }

        return missing;
    }

    private static async Task BecomeOwnerAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await connection.RunAsync($"set role {Roles.Owner}; set statement_timeout = 0", cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InvalidParameterValue or PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new SchemaException(
                $"{connection.Database} cannot be migrated as {connection.UserName}: {e.MessageText}. The user has to be a superuser or a " +
                $"member of {Roles.Owner}, a role that 'braidmgr migrate central' creates.", e);
        }
    }

    private async Task<MigrationResult> ApplyMissingAsync(
        NpgsqlConnection connection, Action<Migration>? progress, CancellationToken cancellationToken)
    {
        var journal = await _options.WithPatienceAsync(
            $"the journal of {connection.Database}", () => MigrationJournal.OpenAsync(connection, _options, cancellationToken), cancellationToken);
        var missing = Missing(connection.Database, journal);
        foreach (var migration in missing)
        {
            progress?.Invoke(migration);
            await new MigrationStep(connection, migration, _options).ApplyAsync(cancellationToken);
        }

        await MigrationJournal.NoteAsync(connection, null, cancellationToken);
        var newer = journal.Where(a => a.Version > migrations.Version).ToList();
        return new MigrationResult(missing, newer.Count > 0 ? newer[^1].Version : migrations.Version, newer);
    }
}
