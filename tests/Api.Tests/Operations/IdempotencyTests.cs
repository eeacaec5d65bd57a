using BraidMgr.Api.Tests.Harness;

namespace BraidMgr.Api.Tests.Operations;

/// <summary>The same key and body get the same answer and do nothing twice, on every POST that makes something.</summary>
public sealed class IdempotencyTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private static readonly (string, string) Key = ("Idempotency-Key", "key-1");

    [Fact, Trait("Category", "Long")]
    public async Task Every_post_that_is_repeated_with_its_key_is_answered_alike_and_done_once()
    {
        string[] signIns = ["register", "login", "refresh", "logout", "switchOrganization", "logoutEverywhere"];
        using var owner = await shared.Someone();
        using var member = await owner.InviteAsync(shared.Host);
        foreach (var operation in (await OperationList.ReadAsync(shared.Host)).Where(o => o.Method == HttpMethod.Post && !signIns.Contains(o.Id)))
        {
            var sample = await Sample.MakeAsync(owner, member);
            var body = sample.Body(operation) is { } content ? await content.ReadAsStringAsync() : null;
            var key = ("Idempotency-Key", operation.Id!);
            var first = await SendAsync(owner, operation, sample, body, key);
            var before = await Snapshot.OfAsync(owner, sample);
            var second = await SendAsync(owner, operation, sample, body, key);
            second.Code.ShouldBe(first.Code, operation.ToString());
            if (first.Code < 300)
            {
                second.Text.ShouldBe(first.Text, operation.ToString());
            }

            (await Snapshot.OfAsync(owner, sample)).ShouldBe(before, operation.ToString());
        }
    }

    [Fact]
    public async Task The_document_lists_the_key_on_every_post()
    {
        using var client = shared.Host.Client();
        var paths = (await client.Get("/openapi/v1.json")).Ok().Json.GetProperty("paths");
        var posts = paths.EnumerateObject().Where(path => path.Value.TryGetProperty("post", out _)).Select(path => path.Value.GetProperty("post")).ToList();
        posts.Count.ShouldBeGreaterThan(30);
        posts.ShouldAllBe(post => post.GetProperty("parameters").EnumerateArray().Any(p => p.GetProperty("name").GetString() == "Idempotency-Key"));
    }

    [Fact]
    public async Task A_sign_in_that_is_repeated_with_its_key_gets_new_tokens_and_another_one_is_refused()
    {
        using var person = await shared.Someone();
        var credentials = new { email = person.Email, password = Some.Password };
        var first = (await person.Api.Post("auth/login", credentials, Key)).Ok();
        var second = (await person.Api.Post("auth/login", credentials, Key)).Ok();
        second["access_token"].ShouldNotBe(first["access_token"]);
        (await person.Api.Post("auth/login", credentials with { password = "another-Passw0rd" }, Key)).ShouldFail(409);
        (await person.Api.Post("auth/switch-org", new { org_id = person.OrganizationId }, Key)).Ok();
        (await person.Api.Post("auth/switch-org", new { org_id = person.OrganizationId }, Key)).Ok();
        (await person.Api.Post("auth/switch-org", new { org_id = person.Id }, Key)).ShouldFail(409);
    }

    [Fact]
    public async Task A_password_is_reset_once_and_the_repeated_request_is_answered_alike()
    {
        using var person = await shared.Someone();
        var address = new { email = person.Email };
        (await person.Api.Post("auth/forgot-password", address, Key)).Ok();
        var token = await shared.Host.MailedTokenAsync(person.Email, "reset-password");
        (await person.Api.Post("auth/forgot-password", address, Key)).Ok();
        var reset = new { email = person.Email, token, new_password = "another-Passw0rd" };
        var first = (await person.Api.Post("auth/reset-password", reset, Key with { Item2 = "key-2" })).Ok();
        (await person.Api.Post("auth/reset-password", reset, Key with { Item2 = "key-2" })).Ok().Text.ShouldBe(first.Text);
        (await person.Api.Post("auth/reset-password", reset, Key with { Item2 = "key-3" })).ShouldFail(400);
        (await shared.Host.MailedTokenAsync(person.Email, "reset-password")).ShouldBe(token, "the repeated request sent no second mail");
    }

    [Fact]
    public async Task All_sessions_are_ended_once_and_a_session_begun_since_goes_on()
    {
        using var person = await shared.Someone();
        var first = (await person.Api.Post("auth/logout-everywhere", null, Key)).Ok();
        person.Api.Token = null;
        person.Take(await person.Api.Post("auth/login", new { email = person.Email, password = Some.Password }));
        (await person.Api.Post("auth/logout-everywhere", null, Key)).Ok().Text.ShouldBe(first.Text);
        (await person.Api.Get("auth/me")).Ok();
    }

    [Fact]
    public async Task The_same_key_with_another_body_or_on_another_route_is_409()
    {
        using var person = await shared.Someone();
        var project = await person.CreateProjectAsync();
        var items = $"projects/{project.Id}/items";
        (await person.Api.Post(items, new { type = "Risk", title = "One" }, Key)).Ok();
        (await person.Api.Post(items, new { type = "Risk", title = "Two" }, Key)).ShouldFail(409);
        (await person.Api.Post($"{items}/1/notes", new { content = "One" }, Key)).ShouldFail(409);
        (await person.Api.Get(items))["total"].ShouldBe("1");
    }

    [Fact]
    public async Task The_key_of_one_person_is_nothing_to_another()
    {
        using var owner = await shared.Someone();
        using var admin = await owner.InviteAsync(shared.Host, "admin");
        var items = $"projects/{(await owner.CreateProjectAsync()).Id}/items";
        (await owner.Api.Post(items, new { type = "Risk", title = "One" }, Key)).Ok();
        (await admin.Api.Post(items, new { type = "Risk", title = "Two" }, Key)).Ok();
        (await owner.Api.Get(items))["total"].ShouldBe("2");
    }

    [Fact]
    public async Task A_registration_that_is_repeated_with_its_key_makes_one_organization()
    {
        using var client = shared.Host.Client();
        var body = new { email = Some.Email(), password = Some.Password, name = "Ann", org_name = "Acme", org_slug = Some.Slug() };
        var first = (await client.Post("auth/register", body, Key)).Ok();
        var second = (await client.Post("auth/register", body, Key)).Ok();
        second.Json.GetProperty("user").ToString().ShouldBe(first.Json.GetProperty("user").ToString());
        client.Token = second["access_token"];
        (await client.Get("orgs")).Ok()["total"].ShouldBe("1");
    }

    private static StringContent Again(string body, string type)
    {
        var content = new StringContent(body);
        content.Headers.Remove("Content-Type");
        content.Headers.TryAddWithoutValidation("Content-Type", type == "multipart/form-data" ? $"{type}; boundary=sample" : type);
        return content;
    }

    private static Task<ApiAnswer> SendAsync(Person person, ApiOperation operation, Sample sample, string? body, (string, string) key) =>
        person.Api.Send(
            operation.Method, sample.Address(operation), body is null ? null : Again(body, operation.BodyType!), key);
}
