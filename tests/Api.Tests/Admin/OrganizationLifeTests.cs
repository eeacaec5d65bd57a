using System.Text;
using System.Text.Json;
using BraidMgr.Api.Tests.Harness;
using BraidMgr.Testing;

namespace BraidMgr.Api.Tests.Admin;

/// <summary>Organizations are suspended, resumed and deleted, and of a deleted one nothing is left.</summary>
[Trait("Category", "Long")]
public sealed class OrganizationLifeTests : IAsyncLifetime
{
    private readonly string _objects = Directory.CreateTempSubdirectory("braidmgr-life-").FullName;
    private BraidHost _host = null!;
    private Operator _operator = null!;

    public async Task InitializeAsync()
    {
        _host = await BraidHost.StartAloneAsync(("BRAID__STORAGE__DIRECTORY", _objects));
        _operator = await Operator.SignInAsync(_host);
    }

    public async Task DisposeAsync()
    {
        _operator.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task A_suspended_organization_is_closed_from_the_next_request_on_and_open_again_when_it_is_resumed()
    {
        var slug = Some.Slug();
        using var owner = await Person.RegisterAsync(_host, slug: slug);
        var project = await owner.CreateProjectAsync();

        (await _operator.Api.Post($"/admin/orgs/{slug}/suspend")).Ok()["status"].ShouldBe("suspended");
        (await owner.Api.Get($"projects/{project.Id}")).Code.ShouldBe(403);
        (await owner.Api.Post("projects", new { name = "not now" })).Code.ShouldBe(403);
        (await _operator.Api.Post($"/admin/orgs/{slug}/suspend")).Ok();

        (await _operator.Api.Post($"/admin/orgs/{slug}/resume")).Ok()["status"].ShouldBe("active");
        await Eventually.Holds(async () => (await owner.Api.Get($"projects/{project.Id}")).Code == 200);
        await owner.CreateItemAsync(project.Id);
    }

    [Fact]
    public async Task A_renamed_organization_goes_on_and_its_old_slug_is_free()
    {
        var (slug, other) = (Some.Slug(), Some.Slug());
        using var owner = await Person.RegisterAsync(_host, slug: slug);
        using var taken = await Person.RegisterAsync(_host, slug: other);
        var project = await owner.CreateProjectAsync();
        await Done((await _operator.Api.Post($"/admin/orgs/{slug}/backups")).Ok());
        (await _operator.Api.Post($"/admin/orgs/{slug}/rename", new { slug = "-x-" })).ShouldFail(400);
        (await _operator.Api.Post($"/admin/orgs/{slug}/rename", new { slug = other })).ShouldFail(409);
        (await _operator.Api.Post($"/admin/orgs/{Some.Slug()}/rename", new { slug = Some.Slug() })).ShouldFail(404);
        var renamed = Some.Slug();

        var renaming = await Braidmgr.RunAsync(_host, _operator, "org", "rename", slug, renamed);

        renaming.Code.ShouldBe(0, renaming.Output + renaming.Error);
        (await owner.Api.Get("orgs/current")).Ok()["slug"].ShouldBe(renamed);
        await owner.CreateItemAsync(project.Id);
        (await _operator.Api.Get($"/admin/orgs/{slug}")).Code.ShouldBe(404);
        (await _operator.Api.Get($"/admin/orgs/{renamed}/backups")).Ok()["total"].ShouldBe("1");
        using var another = await Person.RegisterAsync(_host, slug: slug);
        another.OrganizationId.ShouldNotBe(owner.OrganizationId);
        (await another.Api.Get("projects")).Ok()["total"].ShouldBe("0");
        (await owner.Api.Get("projects")).Ok()["total"].ShouldBe("1");
    }

    [Fact]
    public async Task A_grace_period_can_be_ended_and_nothing_is_lost()
    {
        var slug = Some.Slug();
        using var owner = await Person.RegisterAsync(_host, slug: slug);
        var project = await owner.CreateProjectAsync();
        (await _operator.Api.Post($"/admin/orgs/{slug}/delete", new { grace_hours = -1 })).Code.ShouldBe(400);
        var run = (await _operator.Api.Post($"/admin/orgs/{slug}/delete", new { grace_hours = 1 })).Ok()["id"];
        await Eventually.Holds(async () => (await owner.Api.Get($"projects/{project.Id}")).Code == 403);
        (await _operator.Api.Post($"/admin/orgs/{slug}/delete", new { grace_hours = 0 })).Code.ShouldBe(409);

        (await _operator.Api.Post($"/admin/runs/{run}/cancel")).Ok();
        await Eventually.Holds(async () => (await _operator.Api.Get($"/admin/runs/{run}")).Ok()["state"] == "cancelled");
        (await _operator.Api.Post($"/admin/orgs/{slug}/resume")).Ok();
        await Eventually.Holds(async () => (await owner.Api.Get($"projects/{project.Id}")).Code == 200);
    }

    [Fact]
    public async Task Of_a_deleted_organization_nothing_is_left_and_one_of_the_same_slug_sees_nothing_of_it()
    {
        var slug = Some.Slug();
        using var owner = await Person.RegisterAsync(_host, slug: slug);
        var project = await owner.CreateProjectAsync();
        await owner.CreateItemAsync(project.Id);
        (await owner.Api.Post($"projects/{project.Id}/items/1/attachments", new MultipartFormDataContent { { new StringContent("text"), "file", "a.txt" } })).Ok();
        (await owner.Api.Put("orgs/current/logo", Operations.Sample.Logo())).Ok();
        Files(owner).Length.ShouldBe(2);
        await Done((await _operator.Api.Post($"/admin/orgs/{slug}/backups")).Ok());
        var database = (await _operator.Api.Get($"/admin/orgs/{slug}")).Ok()["database_name"];
        Directory.GetFiles(_objects, "*.dump", SearchOption.AllDirectories).ShouldNotBeEmpty();
        Directory.GetFiles(_objects, "*", SearchOption.AllDirectories).ShouldContain(f => f.Contains("backup-files", StringComparison.Ordinal));

        var run = await Done((await _operator.Api.Post($"/admin/orgs/{slug}/delete", new { grace_hours = 0 })).Ok());

        (await owner.Api.Get($"projects/{project.Id}")).Code.ShouldBe(404);
        (await _operator.Api.Get($"/admin/orgs/{slug}")).Code.ShouldBe(404);
        Directory.GetFiles(_objects, "*.dump", SearchOption.AllDirectories).ShouldBeEmpty();
        Directory.GetFiles(_objects, "*", SearchOption.AllDirectories).ShouldNotContain(f => f.Contains("backup-files", StringComparison.Ordinal));
        Files(owner).ShouldBeEmpty();
        (await Databases()).ShouldNotContain(database);
        var statement = run.Json.GetProperty("steps").EnumerateArray().Last().GetProperty("message").GetString()!;
        (await File.ReadAllTextAsync(Path.Combine(_objects, "statements", owner.OrganizationId + ".jwt"))).ShouldBe(statement);
        var said = JsonSerializer.Deserialize<JsonElement>(Decode(statement.Split('.')[1]));
        (said.GetProperty("slug").GetString(), said.GetProperty("removed_backups").GetString()).ShouldBe((slug, "1 backups"));
        var verified = await Braidmgr.RunAsync(_host, _operator, "org", "statement", Path.Combine(_objects, "statements", owner.OrganizationId + ".jwt"));
        verified.Code.ShouldBe(0, verified.Output + verified.Error);
        verified.Output.ShouldContain($"{slug} ({owner.OrganizationId}) was removed");
        verified.Output.ShouldContain("1 backups");
        var payload = Encode(Decode(statement.Split('.')[1]).Replace("1 backups", "0 backups", StringComparison.Ordinal));
        var changed = $"{statement.Split('.')[0]}.{payload}.{statement.Split('.')[2]}";
        (await _operator.Api.Post("/admin/statements/verify", new { statement = changed })).ShouldFail(400)["message"].ShouldContain("was changed");
        (await _operator.Api.Post("/admin/statements/verify", new { statement = _operator.Api.Token })).ShouldFail(400);
        using var forger = new Forger(_host, statement);
        (await forger.Api.Get("/admin/orgs")).Code.ShouldBe(401, "a statement opens nothing");

        using var another = await Person.RegisterAsync(_host, slug: slug);
        another.OrganizationId.ShouldNotBe(owner.OrganizationId);
        (await another.Api.Get("projects")).Ok()["total"].ShouldBe("0");
        (await another.Api.Get($"projects/{project.Id}")).Code.ShouldBe(404);
        (await owner.Api.Get("projects")).Code.ShouldBe(404);
        (await _operator.Api.Get($"/admin/orgs/{slug}/backups")).Ok()["total"].ShouldBe("0");
    }

    [Fact]
    public async Task An_owner_deletes_the_organization_which_is_suspended_at_once_and_an_operator_can_end_it()
    {
        var slug = Some.Slug();
        using var owner = await Person.RegisterAsync(_host, slug: slug);
        using var admin = await owner.InviteAsync(_host, "admin");
        var project = await owner.CreateProjectAsync();
        (await admin.Api.Delete("orgs/current")).Code.ShouldBe(403);

        var answer = await owner.Api.Delete("orgs/current");

        answer.Code.ShouldBe(202, answer.Text);
        (answer["status"], answer["grace_hours"]).ShouldBe(("suspended", "168"));
        (answer.Json.GetProperty("removed_at").GetDateTime() - DateTime.UtcNow).TotalHours.ShouldBeInRange(167, 168);
        answer["message"].ShouldContain(slug);
        (await owner.Api.Get($"projects/{project.Id}")).Code.ShouldBe(403, "from the next request on");
        (await owner.Api.Delete("orgs/current")).Code.ShouldBe(403);

        var run = (await _operator.Api.Get("/admin/runs")).Ok().Json.GetProperty("runs").EnumerateArray().Single(r => r.GetProperty("subject").GetString() == $"organization {slug}");
        run.GetProperty("started_by").GetString().ShouldBe($"owner {owner.Id}");
        (await _operator.Api.Post($"/admin/runs/{run.GetProperty("id").GetString()}/cancel")).Ok();
        await Eventually.Holds(async () => (await _operator.Api.Get($"/admin/runs/{run.GetProperty("id").GetString()}")).Ok()["state"] == "cancelled");
        (await _operator.Api.Post($"/admin/orgs/{slug}/resume")).Ok();
        await Eventually.Holds(async () => (await owner.Api.Get($"projects/{project.Id}")).Code == 200);
        (await owner.Api.Get("orgs/current/audit?entity_type=organization")).Ok().Text.ShouldContain("order_deletion");
    }

    private static string Decode(string part) =>
        Encoding.UTF8.GetString(Convert.FromBase64String(part.Replace('-', '+').Replace('_', '/').PadRight((part.Length + 3) / 4 * 4, '=')));

    private static string Encode(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private string[] Files(Person person) => [.. Directory.GetFiles(_objects, "*", SearchOption.AllDirectories)
        .Where(path => path.Contains(person.OrganizationId.ToString("N"), StringComparison.Ordinal) && !path.EndsWith(".jwt", StringComparison.Ordinal))
        .Where(path => path.Contains("files", StringComparison.Ordinal) || path.Contains("logos", StringComparison.Ordinal))];

    private async Task<List<string>> Databases()
    {
        await using var connection = new Npgsql.NpgsqlConnection(_host.Postgres.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var list = new Npgsql.NpgsqlCommand("select datname from pg_database", connection);
        await using var rows = await list.ExecuteReaderAsync();
        var names = new List<string>();
        while (await rows.ReadAsync())
        {
            names.Add(rows.GetString(0));
        }

        return names;
    }

    private async Task<ApiAnswer> Done(ApiAnswer run)
    {
        var ended = await _operator.EndOf(run);
        ended["state"].ShouldBe("done", ended.Text);
        return ended;
    }

    /// <summary>Somebody who takes a statement for a token.</summary>
    private sealed class Forger : IDisposable
    {
        public Forger(BraidHost host, string token) => Api = new ApiClient(host.AdminAddress) { Token = token };

        public ApiClient Api { get; }

        public void Dispose() => Api.Dispose();
    }
}
