using System.Text;
using BraidMgr.Api.Tests.Harness;

namespace BraidMgr.Api.Tests.Errors;

public sealed class ErrorShapeTests(SharedHost shared) : IClassFixture<SharedHost>
{
    [Theory]
    [InlineData("/nowhere")]
    [InlineData("/api/v1/nowhere")]
    [InlineData("/api/v1/projects/not-an-id")]
    [InlineData("/api/v1/projects/00000000-0000-0000-0000-000000000000/nowhere")]
    public async Task An_unknown_address_is_404(string path)
    {
        using var person = await shared.Someone();
        (await person.Api.Get(path)).ShouldFail(404).Error.ShouldBe("NOT_FOUND");
    }

    [Fact]
    public async Task A_method_that_an_address_does_not_have_is_405_and_says_which_it_has()
    {
        using var client = shared.Host.Client();
        var answer = (await client.Delete("auth/login")).ShouldFail(405);
        answer.Error.ShouldBe("NOT_FOUND");
        answer.Headers["Allow"].ShouldBe("POST");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer")]
    [InlineData("Bearer nonsense")]
    [InlineData("Basic YTpi")]
    [InlineData("Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.")]
    public async Task Without_a_good_token_it_is_401(string? authorization)
    {
        using var client = shared.Host.Client();
        var answer = await client.Get("projects", authorization is null ? [] : [("Authorization", authorization)]);
        answer.ShouldFail(401).Error.ShouldBe("AUTHENTICATION_ERROR");
        answer.Headers["WWW-Authenticate"].ShouldBe("Bearer");
    }

    [Fact]
    public async Task A_token_with_a_character_changed_is_401()
    {
        using var person = await shared.Someone();
        var token = person.Api.Token!;
        var middle = token.IndexOf('.', StringComparison.Ordinal) + 20;
        person.Api.Token = token[..middle] + (token[middle] == 'A' ? 'B' : 'A') + token[(middle + 1)..];
        (await person.Api.Get("projects")).ShouldFail(401);
        person.Api.Token = token;
        (await person.Api.Get("projects")).Ok();
    }

    [Fact]
    public async Task What_may_not_be_done_is_403()
    {
        using var owner = await shared.Someone();
        using var member = await owner.InviteAsync(shared.Host);
        (await member.Api.Put("orgs/current", new { name = "Mine" })).ShouldFail(403).Error.ShouldBe("AUTHORIZATION_ERROR");
    }

    [Fact]
    public async Task What_is_taken_is_409()
    {
        using var person = await shared.Someone();
        var project = await person.CreateProjectAsync("Apollo", "Design");
        (await person.Api.Post($"projects/{project.Id}/workstreams", new { name = "Design" })).ShouldFail(409).Error.ShouldBe("CONFLICT");
    }

    [Fact]
    public async Task A_version_that_is_no_longer_current_is_412_with_the_current_item()
    {
        using var person = await shared.Someone();
        var project = await person.CreateProjectAsync();
        var item = await person.CreateItemAsync(project.Id);
        var answer = await person.Api.Patch($"projects/{project.Id}/items/1", new { title = "Brakes" }, ("If-Match", "\"99\""));
        answer.ShouldFail(412).Error.ShouldBe("PRECONDITION_FAILED");
        answer.Json.GetProperty("current").GetProperty("title").GetString().ShouldBe(item.Title);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("")]
    public async Task A_body_of_another_type_is_400(string type)
    {
        using var client = shared.Host.Client();
        using var body = new StringContent("{}");
        body.Headers.Remove("Content-Type");
        body.Headers.TryAddWithoutValidation("Content-Type", type);
        (await client.Post("auth/login", body)).ShouldFail(400).Json.GetProperty("details").TryGetProperty("Content-Type", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task A_field_of_the_wrong_type_is_named_with_what_belongs_there()
    {
        using var person = await shared.Someone();
        var project = await person.CreateProjectAsync();
        await Refuses("""{"type":"Rsik","title":"x"}""", "type", "must be one of: Budget, Risk");
        await Refuses("""{"type":3,"title":"x"}""", "type", "must be one of: Budget, Risk");
        await Refuses("""{"type":"Risk","title":7}""", "title", "must be a text");
        await Refuses("""{"type":"Risk","title":"x","deadline":"2026-02-30"}""", "deadline", "must be a date");
        await Refuses("""{"type":"Risk","title":"x","workstream_id":"x"}""", "workstream_id", "must be an id");
        await Refuses("""{"type":"Risk","title":"x","draft":"yes"}""", "draft", "must be true or false");
        await Refuses("""{"type":"Risk","title":"x","percent_complete":"5"}""", "percent_complete", "must be a whole number");
        await Refuses("""{"type":"Risk","title":"x","rpt_out":"all"}""", "rpt_out", "must be a list");
        await Refuses("""{"type":"Risk","title":"x","title":"y"}""", "title", "must be sent once");
        await Refuses("""{"type":"Risk","title":""", "body", "is not valid JSON");
        await Refuses("""["Risk"]""", "body", "must be a JSON object");
        await Refuses("null", "body", "must be an object");
        await Refuses("", "body", "is not valid JSON");

        async Task Refuses(string body, string field, string reason) =>
            (await person.Api.Post($"projects/{project.Id}/items", body)).ShouldFail(400, body)
                .Json.GetProperty("details").GetProperty(field)[0].GetString().ShouldStartWith(reason);
    }

    [Theory]
    [InlineData("""{"changes":{}}""", "changes", "must be a list")]
    [InlineData("""{"changes":[7]}""", "changes[0]", "must be an object")]
    [InlineData("""{"changes":[{"id":"x"}]}""", "changes[0].id", "must be an id")]
    [InlineData("""{"changes":[{"item_num":1,"set":{"deadline":"2026-02-30"}}]}""", "changes[0].set.deadline", "must be a date")]
    [InlineData("""{"changes":[{"item_num":1,"set":{"type":"Rsik"}}]}""", "changes[0].set.type", "must be one of: Budget, Risk")]
    [InlineData("""{"changes":[{"item_num":1,"set":{"draft":true,"draft":true}}]}""", "changes[0].set.draft", "must be sent once")]
    [InlineData("""{"changes":[{"item_num":1,"if_match":-1,"set":{}}]}""", "changes[0].if_match", "is -1")]
    public async Task A_field_within_lists_and_objects_is_named_by_its_place(string body, string place, string reason)
    {
        using var person = await shared.Someone();
        var project = await person.CreateProjectAsync();
        (await person.Api.Patch($"projects/{project.Id}/items", body)).ShouldFail(400, body)
            .Json.GetProperty("details").GetProperty(place)[0].GetString().ShouldStartWith(reason);
    }

    [Fact]
    public async Task Every_wrong_query_parameter_is_named()
    {
        using var person = await shared.Someone();
        var project = await person.CreateProjectAsync();
        var answer = await person.Api.Get($"projects/{project.Id}/items?limit=0&offset=-1&type=x&sort=colour&draft=1&deadline_from=today");
        answer.ShouldFail(400).Json.GetProperty("details").EnumerateObject().Select(f => f.Name)
            .ShouldBe(["limit", "offset", "type", "sort", "draft", "deadline_from"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_body_over_its_limit_is_413_before_it_is_read()
    {
        using var client = shared.Host.Client();
        using var body = new ByteArrayContent(new byte[(1 << 20) + 1]);
        (await client.Post("auth/login", body, ("Expect", "100-continue"))).ShouldFail(413).Error.ShouldBe("PAYLOAD_TOO_LARGE");
    }

    [Theory]
    [InlineData("abc-DEF_1.2", true)]
    [InlineData("with space", false)]
    [InlineData("a/b", false)]
    public async Task A_well_formed_correlation_id_is_kept_and_another_replaced(string id, bool kept)
    {
        using var client = shared.Host.Client();
        var answer = (await client.Get("projects", ("X-Correlation-ID", id))).ShouldFail(401);
        (answer["correlation_id"] == id).ShouldBe(kept);
        (await client.Get("/health/live", ("X-Correlation-ID", id))).Headers["X-Correlation-ID"].ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_correlation_id_of_101_characters_is_replaced()
    {
        using var client = shared.Host.Client();
        var id = new string('a', 101);
        (await client.Get("/health/live", ("X-Correlation-ID", id))).Headers["X-Correlation-ID"].ShouldNotBe(id);
    }

    [Theory]
    [InlineData("")]
    [InlineData("with space")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901")]
    public async Task An_idempotency_key_that_is_none_is_400(string key)
    {
        using var person = await shared.Someone();
        (await person.Api.Post("projects", new { name = "Apollo" }, ("Idempotency-Key", key))).ShouldFail(400);
        (await person.Api.Get("projects"))["total"].ShouldBe("0");
    }

    [Theory]
    [InlineData("GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: a b\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("nonsense\r\n\r\n")]
    public async Task What_is_not_even_HTTP_gets_the_shape_too(string request)
    {
        var answer = await RawRequest.SendAsync(shared.Host.Address, request);
        answer.ShouldStartWith("HTTP/1.1 400 ");
        answer.ShouldContain("{\"error\":\"VALIDATION_ERROR\"");
    }

    [Fact]
    public async Task Text_that_is_not_utf8_is_400()
    {
        using var client = shared.Host.Client();
        using var body = new ByteArrayContent([.. "{\"email\":\""u8, 0xff, 0xfe, .. "\",\"password\":\"x\"}"u8]);
        body.Headers.ContentType = new("application/json");
        (await client.Post("auth/login", body)).ShouldFail(400);
    }

    [Fact]
    public async Task Nothing_of_a_body_gets_into_the_log()
    {
        using var client = shared.Host.Client();
        var secret = "Secret-" + Some.Suffix();
        await client.Post("auth/login", new { email = $"{secret}@example.com", password = secret });
        await client.Post("auth/login", $$"""{"email":"a@example.com","password":"{{secret}}""");
        await client.Get("projects", ("Authorization", "Bearer " + secret));
        shared.Host.Log.ShouldNotContain(secret);
        Encoding.UTF8.GetByteCount(shared.Host.Log).ShouldBeGreaterThan(0);
    }
}
