using BraidMgr.Testing;
using Npgsql;

namespace BraidMgr.Schema.Tests;

/// <summary>Databases that are kept ready: creating an organization's takes one.</summary>
public sealed class SpareTests : IAsyncLifetime
{
    private DatabaseServer _server = null!;

    // Of migrations that no other test has, so that nobody else takes these.
    public async Task InitializeAsync()
    {
        await TestDatabase.ServerAsync();
        _server = new DatabaseServer((await PostgresServer.Shared).ConnectionString, Migrations());
    }

    public async Task DisposeAsync()
    {
        await using var admin = await _server.OpenMaintenanceAsync(default);
        foreach (var name in await SparesAsync(admin))
        {
            await admin.DoAsync($"drop database {name}");
        }

        if (await admin.AskAsync<bool>("select exists (select from pg_database where datname = $1)", default, _server.TemplateName))
        {
            await admin.DoAsync($"alter database {_server.TemplateName} is_template false");
            await admin.DoAsync($"drop database {_server.TemplateName}");
        }
    }

    [Fact]
    public async Task A_spare_that_is_taken_is_renamed_carries_its_id_and_only_the_serving_role_may_connect()
    {
        var id = (await _server.Spares.FillAsync(1)).Single();
        await using var admin = await _server.OpenMaintenanceAsync(default);
        var oid = await OidAsync(admin, (await SparesAsync(admin)).Single());
        var name = TestDatabase.NewOrgName();

        (await _server.Spares.TakeAsync(id, name)).ShouldBeTrue();

        (await OidAsync(admin, name)).ShouldBe(oid);
        (await _server.ReadOrganizationIdAsync(name)).ShouldBe(id);
        (await _server.Spares.ListAsync()).ShouldBeEmpty();
        (await _server.Spares.TakeAsync(id, TestDatabase.NewOrgName())).ShouldBeFalse("it is gone");
        (await admin.AskAsync<bool>("select has_database_privilege('braid_app', $1, 'connect')", default, name)).ShouldBeTrue();
        (await admin.AskAsync<bool>("select bool_or(privilege_type is not null) from pg_database, aclexplode(datacl) where datname = $1 and grantee = 0", default, name))
            .ShouldBeFalse("PUBLIC has nothing");
        await _server.DropDatabaseAsync(name);
    }

    [Fact, Trait("Category", "Long")]
    public async Task One_that_somebody_looks_at_is_not_taken_and_does_not_stay_a_spare()
    {
        var id = (await _server.Spares.FillAsync(1)).Single();
        await using var admin = await _server.OpenMaintenanceAsync(default);
        await using var looks = await _server.OpenAsync((await SparesAsync(admin)).Single(), default);

        (await _server.Spares.TakeAsync(id, TestDatabase.NewOrgName())).ShouldBeFalse();

        (await _server.Spares.ListAsync()).ShouldBeEmpty();
        (await _server.Spares.FillAsync(1)).ShouldHaveSingleItem().ShouldNotBe(id);
    }

    [Fact]
    public async Task Of_many_who_want_the_same_one_gets_it()
    {
        var id = (await _server.Spares.FillAsync(1)).Single();
        var names = Enumerable.Range(0, 8).Select(_ => TestDatabase.NewOrgName()).ToList();

        var taken = await Task.WhenAll(names.Select(name => _server.Spares.TakeAsync(id, name)));

        taken.Count(t => t).ShouldBe(1);
        var name = names[Array.IndexOf(taken, true)];
        (await _server.ListOrgDatabasesAsync()).Intersect(names).ShouldBe([name]);
        await _server.DropDatabaseAsync(name);
    }

    [Fact, Trait("Category", "Long")]
    public async Task One_is_taken_also_after_the_server_was_restarted()
    {
        await using var postgres = await PostgresServer.StartNewAsync();
        var server = new DatabaseServer(postgres.ConnectionString, Migrations());
        await server.EnsureRolesAsync(PostgresServer.AppPassword);
        var ids = await server.Spares.FillAsync(2);
        (await server.Spares.TakeAsync(ids[0], TestDatabase.NewOrgName())).ShouldBeTrue();

        await postgres.StopAsync();
        await postgres.StartAsync();

        (await server.Spares.TakeAsync(ids[1], TestDatabase.NewOrgName())).ShouldBeTrue();
    }

    [Fact]
    public async Task Many_who_fill_at_once_make_no_more_than_are_wanted_and_finish_what_a_crash_left()
    {
        await _server.EnsureTemplateAsync();
        await using var admin = await _server.OpenMaintenanceAsync(default);
        await admin.DoAsync($"create database building_braidmgr_spare_{Guid.NewGuid():N} template template0");

        var made = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => _server.Spares.FillAsync(2)));

        made.ShouldAllBe(there => there.Count == 2);
        (await _server.Spares.ListAsync()).Count.ShouldBe(2);
        (await admin.AskAsync<long>("select count(*) from pg_database where starts_with(datname, 'building_braidmgr_spare_')", default)).ShouldBe(0);
    }

    [Fact]
    public async Task A_name_that_is_taken_is_refused_and_the_spare_stays()
    {
        var id = (await _server.Spares.FillAsync(1)).Single();
        var name = TestDatabase.NewOrgName();
        await using var admin = await _server.OpenMaintenanceAsync(default);
        await admin.DoAsync($"create database {name} template template0");

        (await Should.ThrowAsync<PostgresException>(() => _server.Spares.TakeAsync(id, name))).SqlState.ShouldBe(PostgresErrorCodes.DuplicateDatabase);

        (await _server.Spares.ListAsync()).Count.ShouldBe(1);
        await _server.DropDatabaseAsync(name);
    }

    [Fact]
    public async Task Those_of_another_build_are_not_taken()
    {
        var id = (await _server.Spares.FillAsync(1)).Single();
        var other = new DatabaseServer((await PostgresServer.Shared).ConnectionString, new MigrationSet(DatabaseKind.Org, [Some.Migration(1)]));

        (await other.Spares.TakeAsync(id, TestDatabase.NewOrgName())).ShouldBeFalse();

        (await _server.Spares.ListAsync()).ShouldBe([id]);
    }

    private static MigrationSet Migrations() => new(DatabaseKind.Org,
    [
        Some.Migration(1, "create table org_owner (organization_id uuid primary key, owner_token uuid, epoch bigint)"),
        Some.Migration(2, $"select '{Guid.NewGuid()}'"),
    ]);

    private Task<List<string>> SparesAsync(NpgsqlConnection admin) => admin.ListAsync(
        "select datname::text from pg_database where starts_with(datname, $1)",
        _server.TemplateName.Replace("template", "spare", StringComparison.Ordinal) + "_");

    private static Task<uint> OidAsync(NpgsqlConnection admin, string name) =>
        admin.AskAsync<uint>("select oid from pg_database where datname = $1", default, name);
}
