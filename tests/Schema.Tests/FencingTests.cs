using Npgsql;

namespace BraidMgr.Schema.Tests;

/// <summary>One writer at a time, whatever two activations believe of themselves (architecture, rule 3).</summary>
public sealed class FencingTests(OrgFixture fixture) : IClassFixture<OrgFixture>
{
    private const string Begin = "select braid_begin_write($1, 5000, 1000)";
    private const string Take = "select braid_take_ownership($1, $2)";

    [Fact]
    public async Task Taking_over_raises_the_epoch_and_makes_the_new_token_the_only_one()
    {
        await using var connection = await fixture.Database.AsAppAsync();
        var (old, young) = (Guid.NewGuid(), Guid.NewGuid());
        var before = await TakeAsync(connection, old);
        (await TakeAsync(connection, young)).ShouldBe(before + 1);

        await connection.DoAsync(Begin, young);
        (await BeginFailsAsync(connection, old)).ShouldBe(SqlStates.Fenced);
    }

    [Fact]
    public async Task Another_organizations_database_is_refused_and_left_as_it_was()
    {
        await using var connection = await fixture.Database.AsAppAsync();
        var token = Guid.NewGuid();
        await TakeAsync(connection, token);

        var refusal = await Should.ThrowAsync<PostgresException>(() => connection.DoAsync(Take, Guid.NewGuid(), Guid.NewGuid()));

        refusal.SqlState.ShouldBe(SqlStates.AnotherOrganization);
        await connection.DoAsync(Begin, token);
    }

    [Fact]
    public async Task A_database_without_a_stamp_can_be_neither_taken_nor_written()
    {
        var server = await TestDatabase.ServerAsync();
        await using var unstamped = await TestDatabase.OrgAsync();
        await using (var owner = await unstamped.AsOwnerAsync())
        {
            await owner.DoAsync("delete from org_owner");
        }

        await using var connection = await unstamped.AsAppAsync();
        (await Should.ThrowAsync<PostgresException>(() => connection.DoAsync(Take, unstamped.OrganizationId, Guid.NewGuid())))
            .SqlState.ShouldBe(SqlStates.AnotherOrganization);
        (await BeginFailsAsync(connection, Guid.NewGuid())).ShouldBe(SqlStates.Fenced);
        (await server.ReadOrganizationIdAsync(unstamped.Name)).ShouldBeNull();
    }

    [Fact]
    public async Task A_group_that_begins_during_a_takeover_waits_for_it_and_is_refused()
    {
        await using var stale = await fixture.Database.AsAppAsync();
        await using var next = await fixture.Database.AsAppAsync();
        var old = Guid.NewGuid();
        await TakeAsync(stale, old);

        await using var takeover = await next.BeginTransactionAsync();
        await TakeAsync(next, Guid.NewGuid());
        var group = BeginFailsAsync(stale, old);
        await WaitUntilBlockedAsync(stale);
        await takeover.CommitAsync();

        (await group).ShouldBe(SqlStates.Fenced);
    }

    [Fact]
    public async Task A_takeover_waits_for_the_group_that_is_under_way()
    {
        await using var current = await fixture.Database.AsAppAsync();
        await using var next = await fixture.Database.AsAppAsync();
        var old = Guid.NewGuid();
        await TakeAsync(current, old);

        await using var group = await current.BeginTransactionAsync();
        await current.DoAsync(Begin, old);
        var takeover = TakeAsync(next, Guid.NewGuid());
        await WaitUntilBlockedAsync(next);
        await group.CommitAsync();

        await takeover;
        (await BeginFailsAsync(current, old)).ShouldBe(SqlStates.Fenced);
    }

    [Fact]
    public async Task A_takeover_that_rolls_back_fences_nobody()
    {
        await using var current = await fixture.Database.AsAppAsync();
        await using var next = await fixture.Database.AsAppAsync();
        var token = Guid.NewGuid();
        await TakeAsync(current, token);

        await using (await next.BeginTransactionAsync())
        {
            await TakeAsync(next, Guid.NewGuid());
        }

        await current.DoAsync(Begin, token);
    }

    [Fact]
    public async Task A_refused_group_leaves_nothing_behind()
    {
        await using var connection = await fixture.Database.AsAppAsync();
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Begin) { Parameters = { new() { Value = Guid.NewGuid() } } });
        batch.BatchCommands.Add(new NpgsqlBatchCommand("insert into projects (id, name) values (gen_random_uuid(), 'never stored')"));

        (await Should.ThrowAsync<PostgresException>(() => batch.ExecuteNonQueryAsync())).SqlState.ShouldBe(SqlStates.Fenced);
        (await connection.AskAsync<long>("select count(*) from projects where name = 'never stored'", default)).ShouldBe(0);
    }

    [Fact]
    public async Task The_time_limits_hold_for_the_group_and_end_with_it()
    {
        await using var connection = await fixture.Database.AsAppAsync();
        var token = Guid.NewGuid();
        await TakeAsync(connection, token);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("select braid_begin_write($1, 200, 100)") { Parameters = { new() { Value = token } } });
        batch.BatchCommands.Add(new NpgsqlBatchCommand("select pg_sleep(30)"));

        (await Should.ThrowAsync<PostgresException>(() => batch.ExecuteNonQueryAsync())).SqlState.ShouldBe(PostgresErrorCodes.QueryCanceled);
        (await connection.AskAsync<string>("show statement_timeout", default)).ShouldBe("0");
        (await connection.AskAsync<string>("show lock_timeout", default)).ShouldBe("0");
    }

    [Fact]
    public async Task A_group_does_not_wait_for_a_lock_beyond_its_limit()
    {
        await using var connection = await fixture.Database.AsAppAsync();
        await using var other = await fixture.Database.AsAppAsync();
        var token = Guid.NewGuid();
        await TakeAsync(connection, token);

        await using var takeover = await other.BeginTransactionAsync();
        await TakeAsync(other, Guid.NewGuid());
        (await Should.ThrowAsync<PostgresException>(() => connection.DoAsync("select braid_begin_write($1, 5000, 50)", token)))
            .SqlState.ShouldBe(PostgresErrorCodes.LockNotAvailable);
    }

    private async Task<long> TakeAsync(NpgsqlConnection connection, Guid token) =>
        await connection.AskAsync<long>(Take, default, fixture.Database.OrganizationId, token);

    private static async Task<string> BeginFailsAsync(NpgsqlConnection connection, Guid token) =>
        (await Should.ThrowAsync<PostgresException>(() => connection.DoAsync(Begin, token))).SqlState;

    private async Task WaitUntilBlockedAsync(NpgsqlConnection connection)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await using var watcher = await fixture.Database.AsSuperuserAsync();
        while (!await watcher.AskAsync<bool>("select cardinality(pg_blocking_pids($1)) > 0", limit.Token, connection.ProcessID))
        {
            await Task.Delay(5, limit.Token);
        }
    }
}
