using BraidMgr.Api.Tests.Harness;
using Npgsql;

namespace BraidMgr.Api.Tests.Auth;

/// <summary>What is stored about a person is handed to them, and erased when they ask for it.</summary>
public sealed class PersonalDataTests(SharedHost shared) : IClassFixture<SharedHost>, IAsyncLifetime
{
    private readonly string _name = "Bob " + Some.Suffix();
    private readonly string _slug = Some.Slug();
    private Person _ann = null!;
    private Person _bob = null!;
    private string _project = "";

    public async Task InitializeAsync()
    {
        _ann = await Person.RegisterAsync(shared.Host, "Ann", _slug);
        _bob = await Person.RegisterAsync(shared.Host, _name);
        (await _bob.Api.Post("orgs/current/members", new { email = _ann.Email, org_role = "member" })).Ok();
        (await _ann.Api.Post("orgs/current/members", new { email = _bob.Email, org_role = "member" })).Ok();
        var project = await _ann.CreateProjectAsync();
        _project = $"projects/{project.Id}";
        (await _ann.Api.Put($"{_project}/members/{_bob.Id}", new { role = "team_member" })).Ok();
        (await _ann.Api.Post($"{_project}/items", new { type = "Risk", title = "Brakes", assigned_to = _name })).Ok();
        (await _ann.Api.Post($"{_project}/items/1/notes", new { content = "of Ann" })).Ok();
        await SwitchToAnns(_bob);
        (await _bob.Api.Post($"{_project}/items/1/notes", new { content = "of Bob" })).Ok();
    }

    public Task DisposeAsync()
    {
        _ann.Dispose();
        _bob.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task The_export_holds_what_is_the_persons_and_nothing_of_others()
    {
        var session = (await _bob.Api.Post("chat/sessions", new { title = "lunch" })).Ok()["id"];
        (await _bob.Api.Post($"chat/sessions/{session}/messages", new { content = "at noon" })).Ok();

        var answer = (await _bob.Api.Get("auth/me/export")).Ok();

        answer.Headers["Content-Disposition"].ShouldBe($"attachment; filename=\"braidmgr-{_bob.Id}.json\"");
        var document = answer.Json;
        document.GetProperty("person").GetProperty("email").GetString().ShouldBe(_bob.Email);
        document.GetProperty("memberships").GetArrayLength().ShouldBe(2);
        document.GetProperty("sessions").GetArrayLength().ShouldBe(2);
        document.GetProperty("events").EnumerateArray().Select(e => e.GetProperty("action").GetString()).ShouldContain("register");
        document.GetProperty("organizations").GetArrayLength().ShouldBe(2);
        var anns = document.GetProperty("organizations").EnumerateArray().Single(o => o.GetProperty("slug").GetString() == _slug);
        anns.GetProperty("notes")[0].GetProperty("content").GetString().ShouldBe("of Bob");
        anns.GetProperty("project_roles")[0].GetProperty("role").GetString().ShouldBe("team_member");
        anns.GetProperty("assigned_items")[0].GetProperty("title").GetString().ShouldBe("Brakes");
        anns.GetProperty("chat_messages")[0].GetProperty("content").GetString().ShouldBe("at noon");
        anns.GetProperty("activity").GetArrayLength().ShouldBeGreaterThan(0);
        foreach (var secret in new[] { "of Ann", _ann.Email, "password", "token" })
        {
            answer.Text.ShouldNotContain(secret);
        }
    }

    [Fact]
    public async Task The_export_of_more_than_one_page_has_every_row_once()
    {
        await Execute(Organization, $"""
            insert into item_notes (id, item_id, note_date, content, created_by)
            select gen_random_uuid(), (select id from items limit 1), '2026-01-01', 'note', '{_bob.Id}' from generate_series(1, 1100)
            """);

        var document = (await _bob.Api.Get("auth/me/export")).Ok().Json;

        var notes = document.GetProperty("organizations").EnumerateArray().Single(o => o.GetProperty("slug").GetString() == _slug)
            .GetProperty("notes").EnumerateArray().Select(n => n.GetProperty("id").GetGuid()).ToList();
        notes.Count.ShouldBe(1101);
        notes.Distinct().Count().ShouldBe(1101);
    }

    [Fact]
    public async Task The_last_owner_of_an_organization_is_not_erased()
    {
        var refused = (await Erase(_bob)).ShouldFail(409);

        refused["message"].ShouldContain("last owner");
        (await _bob.Api.Get("auth/me")).Ok()["name"].ShouldBe(_name);
        (await _bob.Api.Get(_project)).Ok();
        (await _ann.Api.Get($"{_project}/items/1")).Ok()["assigned_to"].ShouldBe(_name);
    }

    [Fact]
    public async Task Only_with_the_password()
    {
        await MakeAnnOwnerOfBobs();
        (await _bob.Api.Post("auth/me/erase", new { current_password = "Wrong-passw0rd" })).ShouldFail(400);
        (await _bob.Api.Get("auth/me")).Ok();
    }

    [Fact]
    public async Task Of_an_erased_person_only_the_id_is_left()
    {
        await MakeAnnOwnerOfBobs();
        (await Erase(_bob)).Ok();

        (await _bob.Api.Get("auth/me")).ShouldFail(401);
        (await _bob.Api.Get(_project)).Code.ShouldBeOneOf(401, 404);
        (await _bob.Api.Post("auth/refresh", null, ("Cookie", _bob.Cookie))).ShouldFail(401);
        (await _bob.Api.Post("auth/login", new { email = _bob.Email, password = Some.Password })).ShouldFail(401);

        (await _ann.Api.Get("orgs/current/members")).Ok().Text.ShouldNotContain(_bob.Email);
        (await _ann.Api.Get($"{_project}/members")).Ok().Text.ShouldNotContain(_bob.Id.ToString());
        (await _ann.Api.Get($"{_project}/items/1")).Ok()["assigned_to"].ShouldBe("Erased person");
        (await _ann.Api.Patch($"{_project}/items/1", new { title = "Brakes, again" })).Ok();
        (await _ann.Api.Get($"{_project}/items/1/notes")).Ok().Text.ShouldContain("of Bob");
        var entry = (await _ann.Api.Get($"{_project}/activity?entity_type=note&limit=1")).Ok().Json.GetProperty("activity")[0];
        (entry.GetProperty("user_id").GetGuid(), entry.GetProperty("user_name").GetString()).ShouldBe((_bob.Id, "Erased person"));
        (await _ann.Api.Get("orgs/current/audit?limit=1000")).Ok().Text.ShouldNotContain(_bob.Email);
        foreach (var text in new[] { _bob.Email, _name })
        {
            (await TablesWith(shared.Host.CentralConnectionString, text)).ShouldBeEmpty();
        }

        using var again = shared.Host.Client();
        var registration = new { email = _bob.Email, password = Some.Password, name = "Bob", org_name = "New", org_slug = Some.Slug() };
        (await again.Post("auth/register", registration)).Ok().Json.GetProperty("user").GetProperty("id").GetGuid().ShouldNotBe(_bob.Id);
    }

    [Fact]
    public async Task Rates_of_two_erased_people_stay_those_of_two()
    {
        await MakeAnnOwnerOfBobs();
        using var cy = await Person.RegisterAsync(shared.Host, "Cy " + Some.Suffix());
        (await _ann.Api.Post("orgs/current/members", new { email = cy.Email, org_role = "member" })).Ok();
        var names = new[] { _name, (await cy.Api.Get("auth/me")).Ok()["name"] };
        foreach (var name in names)
        {
            (await _ann.Api.Post("rate-cards", new { resource_name = name, hourly_rate = 50, effective_from = "2026-01-01" })).Ok();
            (await _ann.Api.Post($"{_project}/budget/timesheets", new { week_ending = "2026-11-06", resource_name = name, hours = 1 })).Ok();
        }

        (await cy.Api.Post("orgs/current/members", new { email = _ann.Email, org_role = "owner" })).Ok();
        (await Erase(_bob)).Ok();
        (await Erase(cy)).Ok();

        var cards = (await _ann.Api.Get("rate-cards")).Ok().Json.GetProperty("rate_cards").EnumerateArray().ToList();
        cards.Select(c => c.GetProperty("resource_name").GetString()).Distinct().Count().ShouldBe(2);
        cards.ShouldAllBe(c => c.GetProperty("resource_name").GetString()!.StartsWith("Erased person "));
        (await _ann.Api.Put($"rate-cards/{cards[0].GetProperty("id").GetString()}", new { hourly_rate = 60 })).Ok();
        var worked = (await _ann.Api.Get($"{_project}/budget/timesheets")).Ok().Json.GetProperty("timesheets").EnumerateArray();
        worked.Select(t => t.GetProperty("resource_name").GetString()).ShouldBe(cards.Select(c => c.GetProperty("resource_name").GetString()), ignoreOrder: true);
    }

    [Fact]
    public async Task A_name_that_somebody_else_has_too_stays()
    {
        await MakeAnnOwnerOfBobs();
        using var namesake = await Person.RegisterAsync(shared.Host, _name.ToUpperInvariant());
        (await _ann.Api.Post("orgs/current/members", new { email = namesake.Email, org_role = "member" })).Ok();

        (await Erase(_bob)).Ok();

        (await _ann.Api.Get($"{_project}/items/1")).Ok()["assigned_to"].ShouldBe(_name);
    }

    private string Organization => new NpgsqlConnectionStringBuilder(shared.Host.Postgres.ConnectionString) { Database = "braidmgr_org_" + _slug }.ConnectionString;

    private static Task<ApiAnswer> Erase(Person person) => person.Api.Post("auth/me/erase", new { current_password = Some.Password });

    private async Task SwitchToAnns(Person person) =>
        person.Take(await person.Api.Post("auth/switch-org", new { org_id = _ann.OrganizationId }));

    private async Task MakeAnnOwnerOfBobs()
    {
        var own = (await _bob.Api.Get("orgs")).Ok().Json.GetProperty("organizations").EnumerateArray()
            .Single(o => o.GetProperty("id").GetGuid() != _ann.OrganizationId).GetProperty("id").GetGuid();
        _bob.Take(await _bob.Api.Post("auth/switch-org", new { org_id = own }));
        (await _bob.Api.Put($"orgs/current/members/{_ann.Id}", new { org_role = "owner" })).Ok();
        await SwitchToAnns(_bob);
    }

    // Wherever in the database the text stands.
    private static async Task<List<string>> TablesWith(string database, string text)
    {
        await using var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync();
        var found = new List<string>();
        foreach (var table in await Texts(connection, "select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'"))
        {
            found.AddRange(await Texts(connection, $"select '{table}' from {table} t where t::text ilike '%{text}%' limit 1"));
        }

        return found;
    }

    private static async Task<List<string>> Texts(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var rows = await command.ExecuteReaderAsync();
        var texts = new List<string>();
        while (await rows.ReadAsync())
        {
            texts.Add(rows.GetString(0));
        }

        return texts;
    }

    private static async Task Execute(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
