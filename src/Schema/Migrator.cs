using System.Diagnostics;
using Npgsql;

namespace BraidMgr.Schema;

/// <summary>What a run did: the migrations it applied, the database's version after it, and what the journal holds beyond this build.</summary>
public sealed record MigrationResult(IReadOnlyList<Migration> Applied, int Version, IReadOnlyList<AppliedMigration> Newer);

/// <summary>
/// Brings a database to the version of this build. One runs at a time in a database; every migration commits with its row in
/// the journal, so that one that died half way is continued where it stopped.
/// </summary>
public sealed class Migrator(MigrationSet migrations)
{
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
        finally
        {
            if (connection.State == System.Data.ConnectionState.Open)
            {
                await connection.RunAsync("reset role; reset statement_timeout", CancellationToken.None);
            }
        }
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
        await MigrationJournal.CreateAsync(connection, cancellationToken);
        var journal = await MigrationJournal.ReadAsync(connection, cancellationToken);
        var missing = Missing(connection.Database, journal);
        foreach (var migration in missing)
        {
            progress?.Invoke(migration);
            await ApplyOneAsync(connection, migration, cancellationToken);
        }

        var newer = journal.Where(a => a.Version > migrations.Version).ToList();
        return new MigrationResult(missing, newer.Count > 0 ? newer[^1].Version : migrations.Version, newer);
    }

    private List<Migration> Missing(string database, List<AppliedMigration> journal)
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

    private static async Task ApplyOneAsync(NpgsqlConnection connection, Migration migration, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            await using var transaction = migration.InTransaction ? await connection.BeginTransactionAsync(cancellationToken) : null;
            foreach (var command in migration.Commands)
            {
                await connection.RunAsync(command, cancellationToken);
            }

            await MigrationJournal.AddAsync(connection, migration, clock.Elapsed, cancellationToken);
            await (transaction?.CommitAsync(cancellationToken) ?? Task.CompletedTask);
        }
        catch (PostgresException e) when (!e.SqlState.StartsWith("57", StringComparison.Ordinal))
        {
            // Class 57 is somebody else's doing: cancelled, terminated, shut down.
            throw new SchemaException($"migration {migration} failed in {connection.Database}: {e.SqlState} {e.MessageText}", e);
        }
    }
}
