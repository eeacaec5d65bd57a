using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Text.Json;
using BraidMgr.Fault.Tests.Harness;
using Npgsql;

namespace BraidMgr.Fault.Tests.Hosts;

/// <summary>A host that deletes an organization is killed on the way: the run goes on by itself, and the signed statement names all that there was.</summary>
[Collection(FaultServer.Name)]
public sealed class DeletionKilledTests(FaultServer server) : IAsyncLifetime
{
    private const string Close = "close it";
    private const string Drop = "drop the database";
    private const string Backups = "remove the backups";
    private const string Files = "remove the files";
    private const string Left = "drop what else there is of it";
    private const string Rows = "remove what central has";
    private const string Sign = "sign what was removed";

    private readonly string _objects = Directory.CreateTempSubdirectory("braidmgr-deletion-").FullName;
    private Installation _installation = null!;
    private Operator _operator = null!;
    private NpgsqlDataSource _central = null!;
    private int _deleted;

    public async Task InitializeAsync()
    {
        _installation = await Installation.StartAsync(server, organizations: 7, settings: ("BRAID__STORAGE__DIRECTORY", _objects));
        _operator = await Operator.OfAsync(_installation);
        _central = NpgsqlDataSource.Create(_installation.Central + ";Pooling=false");
    }

    public async Task DisposeAsync()
    {
        _operator.Dispose();
        await _central.DisposeAsync();
        await _installation.DisposeAsync();
    }

    [Fact, Trait("Category", "Long")]
    public Task Killed_when_the_database_goes() => KillAndConverge(Drop);

    // Central's table is held, so that the run stands there: the database, the backups and the files are gone, and nothing is signed.
    [Fact, Trait("Category", "Long")]
    public async Task Killed_when_all_is_gone_but_what_central_has()
    {
        await using var held = await _central.OpenConnectionAsync();
        await using var command = new NpgsqlCommand("begin; lock table invitations in access exclusive mode", held);
        await command.ExecuteNonQueryAsync();
        await KillAndConverge(Rows, held);
    }

    [Fact, Trait("Category", "Full")]
    public async Task Killed_at_every_step()
    {
        foreach (var step in (string[])[Close, Drop, Backups, Files, Left, Rows, Sign])
        {
            await KillAndConverge(step);
        }
    }

    private async Task KillAndConverge(string step, NpgsqlConnection? until = null)
    {
        var organization = _installation.Organizations[_deleted++];
        var (slug, database) = await Central(organization);
        await Attach(organization);
        (await _operator.EndAsync(await _operator.OrderAsync($"/admin/orgs/{slug}/backups", new { }))).GetProperty("state").GetString().ShouldBe("done");
        _installation.Conduct.HostGoneFrom = DateTime.MinValue;

        var run = await _operator.OrderAsync($"/admin/orgs/{slug}/delete", new { grace_hours = 0 });
        await _operator.MomentAsync(run, step);
        await _installation.Host.KillAsync();
        await (until?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _installation.Host.StartAsync();
        _installation.Conduct.HostGoneFrom = DateTime.MaxValue;
        await _operator.SignInAsync();
        var ended = await _operator.EndAsync(run);

        ended.GetProperty("state").GetString().ShouldBe("done", ended.ToString());
        await NothingIsLeft(organization, database);
        var statement = await File.ReadAllTextAsync(Path.Combine(_objects, "statements", organization.Id + ".jwt"));
        ended.GetProperty("steps").EnumerateArray().Last().GetProperty("message").GetString().ShouldBe(statement);
        SaysAll(JsonSerializer.Deserialize<JsonElement>(Base64Url.DecodeFromChars(statement.Split('.')[1])), slug, database);
    }

    private static void SaysAll(JsonElement said, string slug, string database)
    {
        (Of("slug"), Of("removed_database"), Of("removed_backups"), Of("removed_files")).ShouldBe((slug, database, "1 backups", "1 files"));
        Of("removed_central")!.ShouldStartWith("the organization, 1 memberships");

        string? Of(string claim) => said.GetProperty(claim).GetString();
    }

    private async Task NothingIsLeft(Organization organization, string database)
    {
        await using var command = _central.CreateCommand(
            "select (select count(*) from organizations where id = $1), (select count(*) from pg_database where datname = $2)");
        command.Parameters.Add(new() { Value = organization.Id });
        command.Parameters.Add(new() { Value = database });
        await using var row = await command.ExecuteReaderAsync();
        (await row.ReadAsync()).ShouldBeTrue();
        (row.GetInt64(0), row.GetInt64(1)).ShouldBe((0, 0));
        Directory.GetFiles(_objects, "*", SearchOption.AllDirectories)
            .ShouldNotContain(file => file.Contains(organization.Id.ToString(), StringComparison.Ordinal) && !file.EndsWith(".jwt", StringComparison.Ordinal));
    }

    private async Task<(string Slug, string Database)> Central(Organization organization)
    {
        await using var command = _central.CreateCommand("select slug, database_name from organizations where id = $1");
        command.Parameters.Add(new() { Value = organization.Id });
        await using var row = await command.ExecuteReaderAsync();
        (await row.ReadAsync()).ShouldBeTrue();
        return (row.GetString(0), row.GetString(1));
    }

    private async Task Attach(Organization organization)
    {
        using var http = new HttpClient { BaseAddress = _installation.Host.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", organization.Token);
        using var file = new MultipartFormDataContent { { new StringContent("text"), "file", "a.txt" } };
        using var answer = await http.PostAsync(new Uri($"/api/v1/projects/{organization.QuietProject}/items/1/attachments", UriKind.Relative), file);
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
    }
}
