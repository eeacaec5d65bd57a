using System.Diagnostics;
using Npgsql;

namespace BraidMgr.Schema.Tests;

/// <summary>A migration stands back behind what the database serves, and comes back.</summary>
public sealed class LockTests : IAsyncLifetime
{
    private const string Alter = "alter table step_1 add column added text";

    private static readonly MigratorOptions Short = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(30));
    private static readonly MigratorOptions Impatient = new(TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(300));

    private TestDatabase _database = null!;

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.EmptyAsync();
        await Some.Migrator(1).ApplyAsync(_database.OwnerConnectionString);
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Theory]
    [InlineData(Alter)]
    [InlineData("-- transaction: none\n" + Alter)]
    public async Task It_waits_for_a_long_transaction_and_nobody_queues_behind_it_for_long(string sql)
    {
        await using var report = await HoldAsync("select count(*) from step_1");
        await using var reader = await _database.AsOwnerAsync();
        var migration = AlterAsync(Short, sql);

        var longest = TimeSpan.Zero;
        for (var i = 0; i < 20; i++)
        {
            var clock = Stopwatch.StartNew();
            await reader.DoAsync("select count(*) from step_1");
            longest = clock.Elapsed > longest ? clock.Elapsed : longest;
            await Task.Delay(25);
        }

        migration.IsCompleted.ShouldBeFalse();
        await report.DoAsync("commit");
        (await migration).Applied.Count.ShouldBe(1);
        longest.ShouldBeLessThan(TimeSpan.FromSeconds(10), "a reader waits for one attempt at most");
    }

    [Fact]
    public async Task A_lock_that_is_not_to_be_had_is_given_up_and_nothing_is_applied_and_the_database_says_so()
    {
        await using (await HoldAsync("lock table step_1 in access exclusive mode"))
        {
            (await Should.ThrowAsync<SchemaException>(() => AlterAsync(Impatient))).Message.ShouldContain("waited in vain for a lock");
        }

        await using var owner = await _database.AsOwnerAsync();
        (await SchemaVersion.ReadAsync(owner)).ShouldBe(1);
        (await MigrationJournal.NotedAsync(owner, default))!.ShouldContain("0002_step");

        await AlterAsync(Impatient);
        (await MigrationJournal.NotedAsync(owner, default)).ShouldBeNull();
    }

    [Fact]
    public async Task A_journal_that_is_locked_is_told_as_such()
    {
        await using var holder = await HoldAsync("lock table schema_migrations in access exclusive mode");
        (await Should.ThrowAsync<SchemaException>(() => AlterAsync(Impatient))).Message.ShouldContain("the journal of");
    }

    [Fact]
    public async Task An_invalid_index_that_a_died_build_left_is_dropped_and_built_again()
    {
        await using var owner = await _database.AsOwnerAsync();
        await owner.DoAsync("insert into step_1 values (1), (1)");
        await Should.ThrowAsync<PostgresException>(() => owner.DoAsync("create unique index concurrently step_1_id on step_1 (id)"));
        (await ValidAsync(owner)).ShouldBe(false);

        await Some.Migrator(Some.Migration(1), Index).ApplyAsync(_database.OwnerConnectionString);

        (await ValidAsync(owner)).ShouldBe(true);
    }

    [Fact]
    public async Task Two_at_once_do_not_wait_for_each_other_where_one_builds_an_index()
    {
        await using var owner = await _database.AsOwnerAsync();
        await owner.DoAsync("insert into step_1 select generate_series(1, 50000)");
        var migrator = Some.Migrator(Some.Migration(1), Index);

        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => migrator.ApplyAsync(_database.OwnerConnectionString)))
            .WaitAsync(TimeSpan.FromSeconds(60));

        results.Sum(r => r.Applied.Count).ShouldBe(1);
        (await ValidAsync(owner)).ShouldBe(true);
    }

    [Fact, Trait("Category", "Long")]
    public async Task A_backfill_runs_in_pieces_until_nothing_is_left_and_goes_on_where_it_was_killed()
    {
        await using var owner = await _database.AsOwnerAsync();
        await owner.DoAsync("insert into step_1 select generate_series(1, 1000)");
        var backfill = Some.Migrator(Some.Migration(1), Some.Migration(2, """
            -- transaction: none
            create table if not exists done (id int primary key);
            -- statement: repeat
            with piece as (select id, pg_sleep(0.01) from step_1 s where not exists (select from done d where d.id = s.id) limit 50)
            insert into done select id from piece;

            """));
        await using (var victim = await _database.AsSuperuserAsync())
        {
            var running = backfill.ApplyAsync(victim);
            while (await owner.AskAsync<bool>("select to_regclass('done') is null", default) || await owner.AskAsync<long>("select count(*) from done", default) == 0)
            {
                await Task.Delay(10);
            }

            await owner.DoAsync("reset role");
            await owner.DoAsync("select pg_terminate_backend($1, 5000)", victim.ProcessID);
            await Should.ThrowAsync<NpgsqlException>(() => running);
        }

        (await owner.AskAsync<long>("select count(*) from done", default)).ShouldBeInRange(50, 950);
        (await backfill.ApplyAsync(_database.OwnerConnectionString)).Applied.Count.ShouldBe(1);
        (await owner.AskAsync<long>("select count(*) from done", default)).ShouldBe(1000);
    }

    private static Migration Index => Some.Migration(2, """
        -- transaction: none
        create index concurrently if not exists step_1_id on step_1 (id);

        """);

    private Task<MigrationResult> AlterAsync(MigratorOptions options, string sql = Alter) =>
        new Migrator(new MigrationSet(DatabaseKind.Org, [Some.Migration(1), Some.Migration(2, sql)]), options)
            .ApplyAsync(_database.OwnerConnectionString);

    private async Task<NpgsqlConnection> HoldAsync(string sql)
    {
        var connection = await _database.AsOwnerAsync();
        await connection.DoAsync("begin");
        await connection.DoAsync(sql);
        return connection;
    }

    private static Task<bool> ValidAsync(NpgsqlConnection connection) =>
        connection.AskAsync<bool>("select indisvalid from pg_index where indexrelid = 'step_1_id'::regclass", default);
}
