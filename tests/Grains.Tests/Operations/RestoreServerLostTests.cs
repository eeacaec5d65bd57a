using System.Text.Json;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Operations;
using BraidMgr.Grains.Operations.Backups;
using BraidMgr.Grains.Tests.Accounts;
using BraidMgr.Testing;
using Npgsql;

namespace BraidMgr.Grains.Tests.Operations;

/// <summary>A restore whose server is lost in the pause goes on when it is back, and one whose run died there is healed by the next.</summary>
[Trait("Category", "Long")]
public sealed class RestoreServerLostTests : IAsyncLifetime
{
    private PostgresServer _server = null!;
    private GrainsHost _host = null!;
    private OrgToBackUp _org = null!;
    private string _backup = "";

    public async Task InitializeAsync()
    {
        _server = await PostgresServer.StartNewAsync();
        _host = new GrainsHost(_server);
        await _host.InitializeAsync();
        var signedIn = await _host.Register();
        var slug = (await _host.Rows("select slug from organizations where id = $1", signedIn.User.OrgId!.Value)).ShouldHaveSingleItem();
        _org = (await _host.Central.Run(session => session.OrgToBackUp(slug)))!;
        var project = Guid.NewGuid();
        await Execute("insert into projects (id, name) values ($1, 'then')", project);
        await Execute("insert into user_project_roles (id, user_id, project_id, role) values (gen_random_uuid(), $1, $2, 'viewer')", signedIn.User.Id, project);
        _backup = (await _host.Service<OrganizationBackups>().Make(_org, "by a test", CancellationToken.None)).Id;
        await Execute("insert into projects (id, name) values (gen_random_uuid(), 'since')");
        // Ids of backups tell the second in which they were made, and a restore makes one first.
        await Task.Delay(1100);
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("active")]
    [InlineData("suspended")]
    public async Task Lost_while_writes_wait(string status)
    {
        await _host.Rows("update organizations set status = $2 where id = $1", _org.Id, status);
        Guid run;
        await using (var holder = await Connect())
        {
            await new NpgsqlCommand("begin; lock table org_owner in exclusive mode", holder).ExecuteNonQueryAsync();
            run = await Order();
            await _host.SomebodyWaits();
            await _server.KillAsync();
        }

        await Eventually.Holds(() => _host.Logs.Count($"Run {run} (restore) failed") > 0);
        (await _host.Grains.Run(run).Look(0)).IsOver.ShouldBeFalse();
        await _server.StartAsync();
        await IsRestored(run, status);
    }

    // How it stood before nobody knows: an operator opens it.
    [Fact]
    public async Task Left_held_and_retired_by_a_run_that_died()
    {
        await Execute("update org_owner set organization_id = gen_random_uuid()");
        await _host.Rows("update organizations set status = 'moving' where id = $1", _org.Id);

        await IsRestored(await Order(), "suspended");
    }

    [Fact]
    public async Task A_database_that_is_another_organizations_is_taken_from_nobody()
    {
        await Execute("update org_owner set organization_id = gen_random_uuid()");

        var ended = await _host.EndOf(await Order());

        ended.State.ShouldBe(RunState.Failed, ended.ToString());
        (await Status()).ShouldBe(["active"]);
        (await _host.Server.ListOrgDatabasesAsync()).ShouldBe([_org.Database], "what was restored is dropped");
    }

    [Fact]
    public async Task Cancelled_before_it_is_an_organization_what_was_restored_is_dropped()
    {
        Guid run;
        await using (var holder = await _host.Connect())
        {
            await new NpgsqlCommand("begin; lock table user_org_memberships in exclusive mode", holder).ExecuteNonQueryAsync();
            run = await Order("another");
            await _host.SomebodyWaits();
            await _host.Grains.Run(run).Cancel();
            (await _host.EndOf(run)).State.ShouldBe(RunState.Cancelled);
        }

        (await _host.Server.ListOrgDatabasesAsync()).ShouldBe([_org.Database]);
        (await _host.Rows("select slug from organizations")).ShouldBe([_org.Slug]);
    }

    private async Task IsRestored(Guid run, string status)
    {
        var ended = await _host.EndOf(run);
        ended.State.ShouldBe(RunState.Done, string.Join('\n', ended.Steps.Select(s => s.ToString()).Append(ended.Message)));
        (await Status()).ShouldBe([status]);
        _org = (await _host.Central.Run(session => session.OrgToBackUp(_org.Slug)))!;
        (await Ask("select string_agg(name, ',') from projects")).ShouldBe("then");
        (await Ask("select count(*)::text from user_project_roles")).ShouldBe("1");
        (await Ask("select organization_id::text from org_owner")).ShouldBe(_org.Id.ToString());
        (await _host.Server.ListOrgDatabasesAsync()).ShouldBe([_org.Database]);
    }

    private Task<List<string>> Status() => _host.Rows("select status from organizations where id = $1", _org.Id);

    private async Task<Guid> Order(string? newSlug = null)
    {
        var id = Guid.CreateVersion7();
        var order = JsonSerializer.Serialize(new RestoreOrder(_org.Slug, _backup, newSlug), OperationsJson.Default.RestoreOrder);
        await _host.Grains.Runs().Start(new RunOrder(id, "restore", $"organization {_org.Slug}", order, "tests", null, "corr"));
        return id;
    }

    private async Task<NpgsqlConnection> Connect()
    {
        var connection = new NpgsqlConnection(_host.Server.ConnectionString(_org.Database));
        await connection.OpenAsync();
        return connection;
    }

    private async Task Execute(string sql, params object[] values) => _ = await Ask(sql, values);

    private async Task<string?> Ask(string sql, params object[] values)
    {
        await using var connection = await Connect();
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return (string?)await command.ExecuteScalarAsync();
    }
}
