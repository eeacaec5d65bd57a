using Npgsql;

namespace BraidMgr.Schema.Tests;

public sealed class MigratorTests : IAsyncLifetime
{
    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestDatabase.EmptyAsync();

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Migrations_are_applied_in_order_and_written_down()
    {
        var seen = new List<int>();
        var result = await Some.Migrator(3).ApplyAsync(_database.OwnerConnectionString, m => seen.Add(m.Version));

        seen.ShouldBe([1, 2, 3]);
        result.Applied.Select(m => m.Version).ShouldBe([1, 2, 3]);
        result.Version.ShouldBe(3);
        (await JournalAsync()).ShouldBe(["1 step", "2 step", "3 step"]);
        (await TablesAsync()).ShouldBe(["schema_migrations", "step_1", "step_2", "step_3"]);
    }

    [Fact]
    public async Task A_second_run_applies_nothing()
    {
        await Some.Migrator(2).ApplyAsync(_database.OwnerConnectionString);
        var result = await Some.Migrator(2).ApplyAsync(_database.OwnerConnectionString);
        result.Applied.ShouldBeEmpty();
        result.Version.ShouldBe(2);
    }

    [Fact]
    public async Task A_later_build_applies_only_what_is_new()
    {
        await Some.Migrator(2).ApplyAsync(_database.OwnerConnectionString);
        (await Some.Migrator(4).ApplyAsync(_database.OwnerConnectionString)).Applied.Select(m => m.Version).ShouldBe([3, 4]);
    }

    [Fact]
    public async Task An_edited_migration_is_an_error_that_names_it_and_applies_nothing()
    {
        await Some.Migrator(2).ApplyAsync(_database.OwnerConnectionString);
        var edited = Some.Migrator(Some.Migration(1), Some.Migration(2, "create table other (id int)"), Some.Migration(3));

        var error = await Should.ThrowAsync<SchemaException>(() => edited.ApplyAsync(_database.OwnerConnectionString));

        error.Message.ShouldContain("0002_step was changed after it was applied");
        (await TablesAsync()).ShouldNotContain("step_3");
    }

    [Fact]
    public async Task A_database_of_a_newer_build_is_left_alone_and_reported()
    {
        await Some.Migrator(3).ApplyAsync(_database.OwnerConnectionString);
        var result = await Some.Migrator(1).ApplyAsync(_database.OwnerConnectionString);

        result.Applied.ShouldBeEmpty();
        result.Version.ShouldBe(3);
        result.Newer.Select(m => m.Version).ShouldBe([2, 3]);
    }

    [Fact]
    public async Task A_migration_that_slipped_in_below_applied_ones_is_an_error()
    {
        await Some.Migrator(3).ApplyAsync(_database.OwnerConnectionString);
        await using (var owner = await _database.AsOwnerAsync())
        {
            await owner.DoAsync("delete from schema_migrations where version = 2");
        }

        (await Should.ThrowAsync<SchemaException>(() => Some.Migrator(3).ApplyAsync(_database.OwnerConnectionString)))
            .Message.ShouldContain("0002_step is missing");
    }

    [Fact]
    public async Task A_migration_that_fails_is_rolled_back_and_those_before_it_stay()
    {
        var broken = Some.Migrator(Some.Migration(1), Some.Migration(2, "create table half (id int); select 1 / 0;"));

        (await Should.ThrowAsync<SchemaException>(() => broken.ApplyAsync(_database.OwnerConnectionString)))
            .Message.ShouldContain("0002_step failed");
        (await TablesAsync()).ShouldBe(["schema_migrations", "step_1"]);

        (await Some.Migrator(2).ApplyAsync(_database.OwnerConnectionString)).Applied.Select(m => m.Version).ShouldBe([2]);
    }

    [Fact]
    public async Task A_migrator_killed_between_two_files_is_continued_by_the_next()
    {
        await using var victim = await _database.AsSuperuserAsync();
        await using var killer = await _database.AsSuperuserAsync();
        var migrator = Some.Migrator(4);

        await Should.ThrowAsync<NpgsqlException>(() => migrator.ApplyAsync(victim, migration =>
        {
            if (migration.Version == 3)
            {
                killer.DoAsync("select pg_terminate_backend($1, 5000)", victim.ProcessID).GetAwaiter().GetResult();
            }
        }));
        (await JournalAsync()).ShouldBe(["1 step", "2 step"]);

        (await migrator.ApplyAsync(_database.OwnerConnectionString)).Applied.Select(m => m.Version).ShouldBe([3, 4]);
    }

    [Fact]
    public async Task Two_at_once_apply_every_migration_once()
    {
        var slow = Enumerable.Range(1, 5).Select(n => Some.Migration(n, $"select pg_sleep(0.02); create table step_{n} (id int);"));
        var migrator = Some.Migrator([.. slow]);

        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => migrator.ApplyAsync(_database.OwnerConnectionString)));

        results.SelectMany(r => r.Applied).Select(m => m.Version).Order().ShouldBe([1, 2, 3, 4, 5]);
    }

    [Fact]
    public async Task Giving_up_rolls_the_running_migration_back()
    {
        using var giveUp = new CancellationTokenSource();
        var endless = Some.Migrator(Some.Migration(1), Some.Migration(2, "create table half (id int); select pg_sleep(600);"));

        await Should.ThrowAsync<OperationCanceledException>(() => endless.ApplyAsync(
            _database.OwnerConnectionString,
            m => giveUp.CancelAfter(m.Version == 2 ? TimeSpan.FromMilliseconds(200) : Timeout.InfiniteTimeSpan),
            giveUp.Token));

        (await TablesAsync()).ShouldBe(["schema_migrations", "step_1"]);
    }

    [Fact]
    public async Task A_file_may_do_without_a_transaction()
    {
        var concurrent = Some.Migrator(Some.Migration(1), Some.Migration(2, """
            -- transaction: none
            drop index concurrently if exists step_1_id;
            -- statement
            create index concurrently step_1_id on step_1 (id);

            """));
        await concurrent.ApplyAsync(_database.OwnerConnectionString);

        await using var connection = await _database.AsOwnerAsync();
        (await Catalog.IndexAsync(connection, "step_1_id")).ShouldNotBeNull();
        (await JournalAsync()).ShouldBe(["1 step", "2 step"]);
    }

    [Fact]
    public async Task Who_is_no_member_of_the_owner_is_told_so()
    {
        await using var app = await _database.AsSuperuserAsync();
        await app.DoAsync("set session authorization braid_app");
        (await Should.ThrowAsync<SchemaException>(() => Some.Migrator(1).ApplyAsync(app))).Message.ShouldContain("member of braid_owner");
    }

    [Fact]
    public async Task The_connection_is_given_back_as_it_was()
    {
        await using var connection = await _database.AsSuperuserAsync();
        var user = await connection.AskAsync<string>("select current_user::text", default);
        await Some.Migrator(1).ApplyAsync(connection);

        (await connection.AskAsync<string>("select current_user::text", default)).ShouldBe(user);
        (await connection.AskAsync<long>("select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()", default))
            .ShouldBe(0);
        (await connection.AskAsync<bool>("select relowner = 'braid_owner'::regrole from pg_class where relname = 'step_1'", default))
            .ShouldBeTrue();
    }

    [Fact]
    public async Task The_version_of_a_database_can_be_asked_before_and_after()
    {
        await using var connection = await _database.AsSuperuserAsync();
        (await SchemaVersion.ReadAsync(connection)).ShouldBe(0);
        await Some.Migrator(2).ApplyAsync(connection);
        (await SchemaVersion.ReadAsync(connection)).ShouldBe(2);
    }

    private async Task<List<string>> JournalAsync()
    {
        await using var connection = await _database.AsOwnerAsync();
        return await connection.ListAsync("select version || ' ' || name from schema_migrations order by version");
    }

    private async Task<List<string>> TablesAsync()
    {
        await using var connection = await _database.AsOwnerAsync();
        return await Catalog.TablesAsync(connection);
    }
}
