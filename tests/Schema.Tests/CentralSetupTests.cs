using BraidMgr.Testing;
using Npgsql;

namespace BraidMgr.Schema.Tests;

public sealed class CentralSetupTests
{
    [Fact]
    public async Task Running_it_again_changes_nothing()
    {
        await using var central = await TestDatabase.CentralAsync();
        var again = await new CentralSetup(central.OwnerConnectionString, PostgresServer.AppPassword).RunAsync();

        again.Created.ShouldBeFalse();
        again.Migrations.Applied.ShouldBeEmpty();
        again.Migrations.Version.ShouldBe(SchemaVersion.Required(DatabaseKind.Central));
        (await ServersAsync(central)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Hosts_that_start_together_do_not_disturb_each_other()
    {
        await using var central = await TestDatabase.EmptyAsync();
        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ =>
            new CentralSetup(central.OwnerConnectionString, PostgresServer.AppPassword).RunAsync()));

        results.Sum(r => r.Migrations.Applied.Count).ShouldBe(SchemaVersion.Required(DatabaseKind.Central));
    }

    [Fact]
    public async Task The_default_server_is_the_one_of_the_connection_string_and_keeps_what_an_operator_set()
    {
        await using var central = await TestDatabase.CentralAsync();
        var own = new NpgsqlConnectionStringBuilder(central.OwnerConnectionString);
        (await ServersAsync(central)).ShouldBe([$"default local {own.Host}:{own.Port} 80 true"]);

        await using (var connection = await central.AsAppAsync())
        {
            await connection.DoAsync("update database_servers set port = 1, region = 'north', connection_budget = 7, accepts_new_orgs = false");
        }

        await new CentralSetup(central.OwnerConnectionString, PostgresServer.AppPassword).RunAsync();
        (await ServersAsync(central)).ShouldBe([$"default north {own.Host}:{own.Port} 7 false"]);
    }

    [Fact]
    public async Task The_serving_role_signs_in_with_the_password_given()
    {
        await using var central = await TestDatabase.CentralAsync();
        await using var connection = new NpgsqlConnection(
            new CentralSetup(central.OwnerConnectionString, PostgresServer.AppPassword).AppConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        (await connection.AskAsync<string>("select current_user || '@' || current_database()", default)).ShouldBe($"braid_app@{central.Name}");
    }

    [Fact]
    public async Task A_server_without_the_roles_needs_somebody_who_may_create_them()
    {
        await using var postgres = await PostgresServer.StartNewAsync();
        await using (var admin = new NpgsqlConnection(postgres.ConnectionString + ";Pooling=false"))
        {
            await admin.OpenAsync();
            await admin.DoAsync("create role plain login createdb password 'plain'");
            await admin.DoAsync("create role maker login createdb createrole password 'maker'");
        }

        var plain = Setup(postgres, "plain");
        (await Should.ThrowAsync<SchemaException>(() => plain.RunAsync())).Message.ShouldContain("create role braid_owner nologin");

        (await Setup(postgres, "maker").RunAsync()).Created.ShouldBeTrue();
        (await Setup(postgres, "maker").RunAsync()).Created.ShouldBeFalse();
    }

    private static CentralSetup Setup(PostgresServer postgres, string user) => new(
        new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Username = user, Password = user }.ConnectionString,
        PostgresServer.AppPassword);

    private static async Task<List<string>> ServersAsync(TestDatabase central)
    {
        await using var connection = await central.AsAppAsync();
        return await connection.ListAsync(
            "select format('%s %s %s:%s %s %s', name, region, host, port, connection_budget, accepts_new_orgs::text) from database_servers");
    }
}
