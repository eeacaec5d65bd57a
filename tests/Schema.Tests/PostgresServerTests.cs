using BraidMgr.Testing;
using Npgsql;

namespace BraidMgr.Schema.Tests;

/// <summary>The server that fault tests stop and kill.</summary>
public sealed class PostgresServerTests
{
    [Fact]
    public async Task What_was_committed_is_there_after_a_crash_and_after_a_stop()
    {
        await using var postgres = await PostgresServer.StartNewAsync();
        await DoAsync(postgres, "create table survivors (id int)");

        await DoAsync(postgres, "insert into survivors values (1)");
        await postgres.KillAsync();
        await Should.ThrowAsync<NpgsqlException>(() => DoAsync(postgres, "select 1"));
        await postgres.StartAsync();

        await DoAsync(postgres, "insert into survivors values (2)");
        await postgres.StopAsync();
        await postgres.StartAsync();

        (await DoAsync(postgres, "select sum(id) from survivors")).ShouldBe(3L);
    }

    [Fact]
    public async Task It_is_set_up_as_the_fault_tests_need_it()
    {
        await using var postgres = await PostgresServer.StartNewAsync();
        (await DoAsync(postgres, """
            select concat_ws(' ', current_setting('fsync'), current_setting('wal_level'), current_setting('shared_preload_libraries'),
                   current_setting('max_connections'), current_setting('listen_addresses'))
            """)).ShouldBe("on logical pg_stat_statements 300 127.0.0.1");
    }

    private static async Task<object?> DoAsync(PostgresServer postgres, string sql)
    {
        await using var connection = new NpgsqlConnection(postgres.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        return await connection.AskAsync<object>(sql, default);
    }
}
