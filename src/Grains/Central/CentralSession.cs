using BraidMgr.Grains.Orgs.Statements;
using Npgsql;

namespace BraidMgr.Grains.Central;

/// <summary>An open connection to the central database, while one piece of work has it. Statements stand beside the grains that send them.</summary>
internal sealed class CentralSession(NpgsqlConnection connection, CancellationToken cancellationToken)
{
    /// <summary>The connection.</summary>
    public NpgsqlConnection Connection => connection;

    /// <summary>Runs a statement and says how many rows it changed.</summary>
    public async Task<int> Execute(string sql, params NpgsqlParameter[] parameters)
    {
        await using var command = Command(sql, parameters);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Runs a statement and reads the first row; null when there is none.</summary>
    public async Task<T?> One<T>(Func<NpgsqlDataReader, T> read, string sql, params NpgsqlParameter[] parameters)
        where T : class
    {
        await using var command = Command(sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? read(reader) : null;
    }

    /// <summary>Runs a statement and reads all rows.</summary>
    public async Task<List<T>> All<T>(Func<NpgsqlDataReader, T> read, string sql, params NpgsqlParameter[] parameters)
    {
        await using var command = Command(sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAll(read, cancellationToken);
    }

    private NpgsqlCommand Command(string sql, NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        return command;
    }
}
