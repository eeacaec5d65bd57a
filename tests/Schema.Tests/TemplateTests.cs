using BraidMgr.Testing;
using Npgsql;

namespace BraidMgr.Schema.Tests;

/// <summary>The template that organizations' databases are copied from.</summary>
public sealed class TemplateTests : IAsyncLifetime
{
    private DatabaseServer _server = null!;

    // A template of migrations that no other test has, so that each test builds it anew.
    public async Task InitializeAsync()
    {
        await TestDatabase.ServerAsync();
        var unlike = Some.Migration(2, $"select '{Guid.NewGuid()}'");
        _server = new DatabaseServer(
            (await PostgresServer.Shared).ConnectionString, new MigrationSet(DatabaseKind.Org, [Some.Migration(1), unlike]));
    }

    public async Task DisposeAsync()
    {
        await using var admin = await _server.OpenMaintenanceAsync(default);
        if (await CountAsync(admin, "datname = $1", _server.TemplateName) > 0)
        {
            await admin.DoAsync($"alter database {_server.TemplateName} is_template false");
            await admin.DoAsync($"drop database {_server.TemplateName}");
        }
    }

    [Fact]
    public async Task It_is_named_by_version_and_content()
    {
        _server.TemplateName.ShouldMatch("^braidmgr_template_2_[0-9a-f]{8}$");
        (await _server.EnsureTemplateAsync()).ShouldBe(_server.TemplateName);
    }

    [Fact]
    public async Task It_accepts_no_connections_and_is_marked_a_template()
    {
        await _server.EnsureTemplateAsync();
        await using var connection = new NpgsqlConnection(_server.ConnectionString(_server.TemplateName));
        (await Should.ThrowAsync<PostgresException>(() => connection.OpenAsync()))
            .SqlState.ShouldBe(PostgresErrorCodes.ObjectNotInPrerequisiteState);
        await using var admin = await _server.OpenMaintenanceAsync(default);
        (await CountAsync(admin, "datname = $1 and datistemplate and not datallowconn", _server.TemplateName)).ShouldBe(1);
    }

    [Fact]
    public async Task Many_at_once_build_one()
    {
        var names = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _server.EnsureTemplateAsync()));
        names.Distinct().ShouldBe([_server.TemplateName]);
        await using var admin = await _server.OpenMaintenanceAsync(default);
        (await CountAsync(admin, "strpos(datname, $1) > 0", _server.TemplateName)).ShouldBe(1);
    }

    [Fact]
    public async Task What_a_build_that_died_left_behind_is_replaced()
    {
        await using var admin = await _server.OpenMaintenanceAsync(default);
        await admin.DoAsync($"create database building_{_server.TemplateName} template template0");

        await _server.EnsureTemplateAsync();

        (await CountAsync(admin, "datname = $1", "building_" + _server.TemplateName)).ShouldBe(0);
        (await CountAsync(admin, "datname = $1", _server.TemplateName)).ShouldBe(1);
    }

    [Fact]
    public async Task The_first_database_of_a_new_version_makes_its_template()
    {
        var name = TestDatabase.NewOrgName();
        try
        {
            await _server.CreateDatabaseAsync(name);
            await using var connection = await _server.OpenAsync(name, default);
            (await Catalog.TablesAsync(connection)).ShouldBe(["schema_migrations", "step_1"]);
        }
        finally
        {
            await _server.DropDatabaseAsync(name);
        }
    }

    private static Task<long> CountAsync(NpgsqlConnection admin, string where, string name) =>
        admin.AskAsync<long>($"select count(*) from pg_database where {where}", default, name);
}
