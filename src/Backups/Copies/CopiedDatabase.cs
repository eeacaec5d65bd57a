using BraidMgr.Schema;
using Npgsql;

namespace BraidMgr.Backups.Copies;

/// <summary>One end of a copy: a database on a server.</summary>
public sealed record CopiedDatabase(DatabaseServer Server, string Name)
{
    // As PostgreSQL's own subscribers ask for it: what is read as text on one server is the same value on the other.
    private const string TextOptions = "-c datestyle=ISO -c intervalstyle=postgres -c extra_float_digits=3";

    /// <summary>The owner's connection string.</summary>
    internal string ConnectionString => new NpgsqlConnectionStringBuilder(Server.ConnectionString(Name))
    {
        ApplicationName = "braidmgr-move",
        Options = TextOptions,
        CommandTimeout = 0,
    }.ConnectionString;

    /// <summary>A connection that nobody shares.</summary>
    internal async Task<NpgsqlConnection> Open(CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}

/// <summary>Short ways to run statements while copying.</summary>
internal static class CopyConnection
{
    public static async Task Run(this NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = Command(connection, sql, values);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public static async Task<T> Ask<T>(this NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = Command(connection, sql, values);
        return (T)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public static string Quoted(string name) => "\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, object[] values)
    {
        var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }
}
