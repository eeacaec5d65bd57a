using System.Collections.Concurrent;
using Npgsql;

namespace BraidMgr.Schema;

/// <summary>
/// Connections with the owner's credentials: not pooled, so that none lingers and keeps a database from being dropped; but for a few to the
/// database that is never dropped. A source stays in Npgsql's list of what it measures until it is disposed, and there would be one for
/// every database that ever was: what is not kept is disposed at once, which leaves its connection as it is.
/// </summary>
internal static class OwnerConnection
{
    private const int MostKept = 4;
    private const int KeptSeconds = 60;

    // One a server.
    private static readonly ConcurrentDictionary<string, NpgsqlDataSource> Kept = new();

    internal static async Task<NpgsqlConnection> OpenAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var source = Build(Settings(connectionString).ConnectionString);
        return await source.OpenConnectionAsync(cancellationToken);
    }

    /// <summary>One that is kept for a minute: for what somebody waits for, as making a connection takes longer than that does.</summary>
    internal static async Task<NpgsqlConnection> OpenKeptAsync(string connectionString, CancellationToken cancellationToken)
    {
        var settings = Settings(connectionString);
        (settings.Pooling, settings.MaxPoolSize, settings.ConnectionIdleLifetime) = (true, MostKept, KeptSeconds);
        var source = Kept.GetOrAdd(settings.ConnectionString, Build);
        var connection = await source.OpenConnectionAsync(cancellationToken);
        try
        {
            await connection.RunAsync("select 1", cancellationToken);
            return connection;
        }
        catch (Exception error)
        {
            await connection.DisposeAsync();
            if (error is not NpgsqlException)
            {
                throw;
            }

            // The server was restarted meanwhile: those that are kept are all gone.
            source.Clear();
            return await source.OpenConnectionAsync(cancellationToken);
        }
    }

    private static NpgsqlConnectionStringBuilder Settings(string connectionString) => new(connectionString)
    {
        Pooling = false,
        ApplicationName = "braidmgr-owner",
        // DDL waits for locks and copies databases; who gives up cancels.
        CommandTimeout = 0,
    };

    private static NpgsqlDataSource Build(string connectionString)
    {
        var source = new NpgsqlDataSourceBuilder(connectionString);
        // Each database would be asked for its types first, which takes longer than most of what is done here. Enums are read as text.
        source.ConfigureTypeLoading(types => types.EnableTypeLoading(false));
        return source.Build();
    }

    internal static async Task RunAsync(this NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    internal static async Task<T?> AskAsync<T>(
        this NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params object[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        foreach (var value in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return await command.ExecuteScalarAsync(cancellationToken) is T answer ? answer : default;
    }
}
