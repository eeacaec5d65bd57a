using BraidMgr.Api.Tests.Harness;

namespace BraidMgr.Api.Tests.Operations;

/// <summary>The same key and body get the same answer and do nothing twice, on every POST that makes something.</summary>
public sealed class IdempotencyTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private static readonly (string, string) Key = ("Idempotency-Key", "key-1");

    [Fact]
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
    public async Task The_document_lists_the_key_on_every_post_but_those_that_give_or_take_tokens()
    {
        using var client = shared.Host.Client();
        var paths = (await client.Get("/openapi/v1.json")).Ok().Json.GetProperty("paths");
        var without = from path in paths.EnumerateObject()
                      where path.Value.TryGetProperty("post", out _)
                      let post = path.Value.GetProperty("post")
                      where !post.TryGetProperty("parameters", out var all) || !all.EnumerateArray().Any(p => p.GetProperty("name").GetString() == "Idempotency-Key")
                      select post.GetProperty("operationId").GetString();

        without.ShouldBe(
            ["login", "refresh", "logout", "forgotPassword", "resetPassword", "verifyEmail", "eraseMe", "logoutEverywhere", "switchOrganization"],
            ignoreOrder: true);
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
