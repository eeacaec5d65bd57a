using System.Collections.Concurrent;
using Npgsql;

namespace BraidMgr.Schema;

/// <summary>Connections with the owner's credentials: never pooled, so that none lingers and keeps a database from being dropped.</summary>
internal static class OwnerConnection
{
    // One a connection string, as Npgsql keeps them itself: each stays in its list of what it measures until it is disposed.
    private static readonly ConcurrentDictionary<string, NpgsqlDataSource> Sources = new();

    internal static async Task<NpgsqlConnection> OpenAsync(string connectionString, CancellationToken cancellationToken)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Pooling = false,
            ApplicationName = "braidmgr-owner",
            // DDL waits for locks and copies databases; who gives up cancels.
            CommandTimeout = 0,
        };
        return await Sources.GetOrAdd(builder.ConnectionString, Build).OpenConnectionAsync(cancellationToken);
    }

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
