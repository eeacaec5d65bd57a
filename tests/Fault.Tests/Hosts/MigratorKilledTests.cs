using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using BraidMgr.Fault.Tests.Harness;
using BraidMgr.Schema;
using BraidMgr.Testing;
using Microsoft.AspNetCore.Identity;
using Npgsql;

namespace BraidMgr.Fault.Tests.Hosts;

/// <summary>A host that migrates is killed at any moment: nothing is half applied, and the run goes on by itself.</summary>
[Collection(FaultServer.Name)]
public sealed class MigratorKilledTests(FaultServer server) : IAsyncLifetime
{
    private const string Password = "Passw0rd-of-operators";

    private readonly string _central = "braidmgr_central_" + Guid.NewGuid().ToString("N")[..12];
    private readonly List<(Guid Id, string Database)> _organizations = [];
    private ApiProcess _host = null!;

    private string CentralConnection => new NpgsqlConnectionStringBuilder(server.Postgres.ConnectionString) { Database = _central, Pooling = false }.ConnectionString;

    public async Task InitializeAsync()
    {
        await new CentralSetup(CentralConnection, PostgresServer.AppPassword).RunAsync();
        await new OperatorAccounts(CentralConnection).CreateAsync("ops@example.com", new PasswordHasher<object>().HashPassword(new object(), Password));
        _host = new ApiProcess(CentralConnection);
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact, Trait("Category", "Long")]
    public Task Killed_four_times_over_ten_organizations_all_converge_to_one_catalogue() => KillAndConverge(kills: 4, organizations: 10);

    [Fact, Trait("Category", "Full")]
    public Task Killed_fifty_times_over_a_hundred_organizations_all_converge_to_one_catalogue() => KillAndConverge(kills: 50, organizations: 100);

    private async Task KillAndConverge(int kills, int organizations)
    {
        await MakeOldOrganizations(organizations);
        await _host.StartAsync();
        var run = await Order();
        for (var i = 0; i < kills; i++)
        {
            await Task.Delay(Random.Shared.Next(10, 400));
            await _host.KillAsync();
            await KillWhileItStarts();
            await _host.StartAsync();
        }

        var ended = await End(run);
        ended.GetProperty("state").GetString().ShouldBe("done", ended.ToString());
        ended.GetProperty("succeeded").GetInt32().ShouldBe(organizations);
        await RequireOneCatalogue();
    }

    // The run goes on before the host is ready for anybody else.
    private async Task KillWhileItStarts()
    {
        var starting = _host.StartAsync();
        await Task.Delay(Random.Shared.Next(200, 2000));
        await _host.KillAsync();
        try
        {
            await starting;
        }
        catch (InvalidOperationException)
        {
            // It was killed before it was ready.
        }
    }

    private async Task RequireOneCatalogue()
    {
        var schemas = new OrgSchemas(new DatabaseServer(server.Postgres.ConnectionString));
        foreach (var (id, database) in _organizations)
        {
            var state = await schemas.LookAsync(database, id);
            (state.Version, state.IsSound, state.LastError).ShouldBe((SchemaVersion.Required(DatabaseKind.Org), true, null), database + ": " + string.Join("; ", state.Drift));
        }
    }

    private async Task MakeOldOrganizations(int count)
    {
        var earlier = new DatabaseServer(server.Postgres.ConnectionString, new MigrationSet(DatabaseKind.Org, MigrationSet.Of(DatabaseKind.Org).All.Take(1)));
        await using var central = new NpgsqlConnection(CentralConnection);
        await central.OpenAsync();
        for (var i = 0; i < count; i++)
        {
            var slug = "k" + Guid.NewGuid().ToString("N")[..12];
            var (id, database) = (Guid.CreateVersion7(), "braidmgr_org_" + slug);
            await earlier.CreateDatabaseAsync(database);
            await earlier.StampOrganizationAsync(database, id);
            await using var insert = new NpgsqlCommand(
                """
                insert into organizations (id, name, slug, database_name, database_server_id, status)
                select $1, 'Old', $2, $3, id, 'active' from database_servers
                """, central);
            foreach (var value in new object[] { id, slug, database })
            {
                insert.Parameters.Add(new NpgsqlParameter { Value = value });
            }

            await insert.ExecuteNonQueryAsync();
            _organizations.Add((id, database));
        }
    }

    private async Task<string> Order()
    {
        using var admin = await SignIn();
        using var answer = await admin.PostAsJsonAsync("/admin/migrations/orgs", new { concurrency = 2 });
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.Accepted);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    private async Task<JsonElement> End(string run)
    {
        using var admin = await SignIn();
        for (var i = 0; ; i++)
        {
            var now = await admin.GetFromJsonAsync<JsonElement>($"/admin/runs/{run}");
            if (now.GetProperty("state").GetString() is not ("running" or "waiting") || i == 600)
            {
                return now;
            }

            await Task.Delay(100);
        }
    }

    private async Task<HttpClient> SignIn()
    {
        var admin = new HttpClient { BaseAddress = _host.Admin };
        using var answer = await admin.PostAsJsonAsync("/admin/login", new { email = "ops@example.com", password = Password });
        var token = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString();
        admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return admin;
    }
}
