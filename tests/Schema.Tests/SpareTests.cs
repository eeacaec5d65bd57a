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

        await admin.DoAsync($"alter database {_server.TemplateName} is_template false");
        await admin.DoAsync($"drop database {_server.TemplateName}");
    }

    [Fact]
    public async Task A_new_database_is_a_spare_that_was_renamed_and_only_the_serving_role_may_connect()
    {
        await _server.Spares.FillAsync(1);
        await using var admin = await _server.OpenMaintenanceAsync(default);
        var spare = (await SparesAsync(admin)).Single();
        var oid = await OidAsync(admin, spare);
        var name = TestDatabase.NewOrgName();

        await _server.CreateDatabaseAsync(name);

        (await OidAsync(admin, name)).ShouldBe(oid);
        (await _server.Spares.CountAsync()).ShouldBe(0);
        (await admin.AskAsync<bool>("select has_database_privilege('braid_app', $1, 'connect')", default, name)).ShouldBeTrue();
        (await admin.AskAsync<bool>("select bool_or(privilege_type is not null) from pg_database, aclexplode(datacl) where datname = $1 and grantee = 0", default, name))
            .ShouldBeFalse("PUBLIC has nothing");
        await _server.DropDatabaseAsync(name);
    }

    [Fact]
    public async Task More_at_once_than_there_are_spares_all_get_a_database_of_their_own()
    {
        await _server.Spares.FillAsync(3);
        var names = Enumerable.Range(0, 8).Select(_ => TestDatabase.NewOrgName()).ToList();

        await Task.WhenAll(names.Select(name => _server.CreateDatabaseAsync(name)));

        (await _server.ListOrgDatabasesAsync()).Intersect(names).Count().ShouldBe(8);
        foreach (var name in names)
        {
            await _server.DropDatabaseAsync(name);
        }
    }

    [Fact]
    public async Task Many_who_fill_at_once_make_no_more_than_are_wanted_and_finish_what_a_crash_left()
    {
        await _server.EnsureTemplateAsync();
        await using var admin = await _server.OpenMaintenanceAsync(default);
        await admin.DoAsync($"create database building_braidmgr_spare_{Guid.NewGuid():N} template template0");

        var made = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => _server.Spares.FillAsync(2)));

        made.Sum().ShouldBe(2);
        (await admin.AskAsync<long>("select count(*) from pg_database where starts_with(datname, 'building_braidmgr_spare_')", default)).ShouldBe(0);
    }

    [Fact]
    public async Task A_name_that_is_taken_is_refused_and_the_spare_stays()
    {
        await _server.Spares.FillAsync(1);
        var name = TestDatabase.NewOrgName();
        await using var admin = await _server.OpenMaintenanceAsync(default);
        await admin.DoAsync($"create database {name} template template0");

        (await Should.ThrowAsync<PostgresException>(() => _server.CreateDatabaseAsync(name))).SqlState.ShouldBe(PostgresErrorCodes.DuplicateDatabase);

        (await _server.Spares.CountAsync()).ShouldBe(1);
        await _server.DropDatabaseAsync(name);
    }

    [Fact]
    public async Task Those_of_another_build_are_not_taken()
    {
        await _server.Spares.FillAsync(1);
        var other = new DatabaseServer((await PostgresServer.Shared).ConnectionString, new MigrationSet(DatabaseKind.Org, [Some.Migration(1)]));
        var name = TestDatabase.NewOrgName();

        await other.CreateDatabaseAsync(name);

        (await _server.Spares.CountAsync()).ShouldBe(1);
        await _server.DropDatabaseAsync(name);
    }

    private static MigrationSet Migrations() =>
        new(DatabaseKind.Org, [Some.Migration(1), Some.Migration(2, $"select '{Guid.NewGuid()}'")]);

    private Task<List<string>> SparesAsync(NpgsqlConnection admin) => admin.ListAsync(
        "select datname::text from pg_database where starts_with(datname, $1)",
        _server.TemplateName.Replace("template", "spare", StringComparison.Ordinal) + "_");

    private static Task<uint> OidAsync(NpgsqlConnection admin, string name) =>
        admin.AskAsync<uint>("select oid from pg_database where datname = $1", default, name);
}
