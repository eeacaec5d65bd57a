using Npgsql;

namespace BraidMgr.Fault.Tests.Harness;

/// <summary>An organization with its projects, and its owner's token.</summary>
internal sealed record Organization(Guid Id, string Token, NpgsqlDataSource Database)
{
    /// <summary>The projects that are written to.</summary>
    public required IReadOnlyList<Guid> Projects { get; init; }

    /// <summary>A project of a few items that is only read.</summary>
    public Guid QuietProject { get; init; }

    /// <summary>The first column of each row as text, read as an administrator past the host.</summary>
    public async Task<List<string>> Rows(string sql, params object[] parameters)
    {
        try
        {
            return await RowsOnce(sql, parameters);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.AdminShutdown)
        {
            // A pooled connection of before a restart.
            return await RowsOnce(sql, parameters);
        }
    }

    /// <summary>Takes a lock, which is held until the answer is disposed.</summary>
    public async Task<IAsyncDisposable> Hold(string sql)
    {
        var connection = await Database.OpenConnectionAsync();
        await using var command = new NpgsqlCommand("begin; " + sql, connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    private async Task<List<string>> RowsOnce(string sql, object[] parameters)
    {
        await using var command = Database.CreateCommand(sql);
        foreach (var value in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetValue(0).ToString()!);
        }

        return rows;
    }
}
