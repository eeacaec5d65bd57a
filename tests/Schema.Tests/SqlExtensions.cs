using Npgsql;

namespace BraidMgr.Schema.Tests;

/// <summary>Short forms for tests.</summary>
internal static class SqlExtensions
{
    internal static Task DoAsync(this NpgsqlConnection connection, string sql, params object[] parameters) =>
        connection.AskAsync<object>(sql, default, parameters);

    internal static async Task<List<string>> ListAsync(this NpgsqlConnection connection, string sql, params object[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }

    /// <summary>The statement must fail with this SQLSTATE, and where named with this constraint.</summary>
    internal static async Task ShouldRefuseAsync(this NpgsqlConnection connection, string sqlState, string sql, string? constraint = null)
    {
        var refusal = await Should.ThrowAsync<PostgresException>(() => connection.DoAsync(sql), sql);
        refusal.SqlState.ShouldBe(sqlState, sql + ": " + refusal.MessageText);
        if (constraint is not null)
        {
            refusal.ConstraintName.ShouldBe(constraint);
        }
    }
}
