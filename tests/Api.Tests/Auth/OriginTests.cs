using BraidMgr.Api.Tests.Harness;

namespace BraidMgr.Api.Tests.Auth;

/// <summary>Hosts that browsers of several origins and subdomains reach.</summary>
public sealed class OriginTests(OriginTests.ProductionHost production) : IClassFixture<OriginTests.ProductionHost>
{
    private const string Allowed = "https://app.braidmgr.example";

    private readonly BraidHost _host = production.Host;

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("https://evil.braidmgr.example")]
    [InlineData("http://localhost:3000")]
    [InlineData("null")]
    public async Task Pages_of_foreign_origins_sign_nobody_in(string origin)
    {
        using var person = await Person.RegisterAsync(_host);
        var credentials = new { email = person.Email, password = Some.Password };
        (await person.Api.Post("auth/login", credentials, ("Origin", origin))).ShouldFail(403).Error.ShouldBe("AUTHORIZATION_ERROR");
        (await person.Api.Post("auth/refresh", null, ("Origin", origin), ("Cookie", person.Cookie))).ShouldFail(403);
        (await person.Api.Post("auth/refresh", null, ("Cookie", person.Cookie))).Ok();
    }

    [Fact]
    public async Task Pages_of_the_own_and_of_allowed_origins_do()
    {
        using var person = await Person.RegisterAsync(_host);
        var credentials = new { email = person.Email, password = Some.Password };
        (await person.Api.Post("auth/login", credentials, ("Origin", Allowed))).Ok();
        (await person.Api.Post("auth/login", credentials, ("Origin", _host.Address.ToString().TrimEnd('/')))).Ok();
    }

    [Fact]
    public async Task Browsers_are_told_which_origins_may_call()
    {
        using var client = _host.Client();
        var allowed = await client.Send(HttpMethod.Options, "projects", null, ("Origin", Allowed), ("Access-Control-Request-Method", "POST"));
        allowed.Ok().Headers["Access-Control-Allow-Origin"].ShouldBe(Allowed);
        var foreign = await client.Send(
            HttpMethod.Options, "projects", null, ("Origin", "https://evil.example"), ("Access-Control-Request-Method", "POST"));
        foreign.Headers.ContainsKey("Access-Control-Allow-Origin").ShouldBeFalse();
    }

    [Fact]
    public async Task A_subdomain_must_name_the_tokens_organization()
    {
        var slug = Some.Slug();
        using var person = await Person.RegisterAsync(_host, "Ann", slug);
        using var other = await Person.RegisterAsync(_host);
        (await person.Api.Get("projects", ("Host", $"{slug}.braidmgr.example"))).Ok();
        (await person.Api.Get("projects", ("Host", $"{slug.ToUpperInvariant()}.BraidMgr.example:8080"))).Ok();
        (await person.Api.Get("projects", ("Host", "braidmgr.example"))).Ok();
        (await other.Api.Get("projects", ("Host", $"{slug}.braidmgr.example"))).ShouldFail(404);
        (await person.Api.Get("projects", ("Host", "nobody.braidmgr.example"))).ShouldFail(404);
        (await person.Api.Get("auth/me", ("Host", "nobody.braidmgr.example"))).ShouldFail(404);
    }

    [Fact]
    public async Task Before_sign_in_a_subdomain_chooses_the_organization()
    {
        using var person = await Person.RegisterAsync(_host);
        var slug = Some.Slug();
        (await person.Api.Post("orgs", new { name = "Second", slug })).Ok();
        var credentials = new { email = person.Email, password = Some.Password };
        var second = (await person.Api.Post("auth/login", credentials, ("Host", $"{slug}.braidmgr.example"))).Ok();
        second.Json.GetProperty("user").GetProperty("org_id").GetGuid().ShouldNotBe(person.OrganizationId);
        (await person.Api.Post("auth/login", new { email = person.Email, password = Some.Password, org_slug = "other" }, ("Host", $"{slug}.braidmgr.example")))
            .ShouldFail(400);
    }

    [Fact]
    public async Task The_log_of_production_is_JSON_with_correlation_id_and_organization()
    {
        using var person = await Person.RegisterAsync(_host);
        await person.CreateProjectAsync();
        var lines = _host.Log.Split('\n').Select(line => System.Text.Json.JsonSerializer.Deserialize<System.Text.Json.JsonElement>(line)).ToList();
        lines[0].GetProperty("RenderedMessage").GetString().ShouldStartWith("BraidMgr ");
        lines[0].GetProperty("RenderedMessage").GetString()!.ShouldContain("engine");
        var grain = lines.Last(l => l.GetProperty("Properties").TryGetProperty("Grain", out _)).GetProperty("Properties");
        grain.GetProperty("CorrelationId").GetString().ShouldNotBeNullOrEmpty();
        grain.TryGetProperty("OrganizationId", out _).ShouldBeTrue();
    }

    /// <summary>A host as in production, below a domain of its own.</summary>
    public sealed class ProductionHost : IAsyncLifetime
    {
        public BraidHost Host { get; private set; } = null!;

        public async Task InitializeAsync() => Host = await BraidHost.StartAsync(
            null,
            ("DOTNET_ENVIRONMENT", "Production"),
            ("BRAID__RATELIMITS__ENABLED", "false"),
            ("BRAID__API__BASEDOMAIN", "braidmgr.example"),
            ("BRAID__API__ALLOWEDORIGINS__0", Allowed));

        public async Task DisposeAsync() => await Host.DisposeAsync();
    }
}
