using BraidMgr.Api.Tests.Harness;

namespace BraidMgr.Api.Tests.Auth;

public sealed class RefreshCookieTests(SharedHost shared) : IClassFixture<SharedHost>
{
    [Fact]
    public async Task It_is_host_only_unreadable_for_scripts_and_goes_to_sign_in_alone()
    {
        var attributes = await CookieAsync([]);
        attributes.ShouldContain("httponly");
        attributes.ShouldContain("samesite=strict");
        attributes.ShouldContain("path=/api/v1/auth");
        attributes.ShouldNotContain("secure");
        attributes.ShouldNotContain(a => a.StartsWith("domain", StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_is_secure_but_on_loopback() =>
        (await CookieAsync([("Host", "braidmgr.example")])).ShouldContain("secure");

    [Fact]
    public async Task A_sign_in_is_not_kept_by_caches() =>
        (await SignInAsync([])).Headers["Cache-Control"].ShouldBe("no-store");

    [Fact]
    public async Task It_is_exchanged_for_new_tokens_and_a_new_cookie()
    {
        using var person = await shared.Someone();
        var answer = (await person.Api.Post("auth/refresh", null, ("Cookie", person.Cookie))).Ok();
        answer["token_type"].ShouldBe("bearer");
        answer["expires_in"].ShouldBe("900");
        answer.Cookies.Single().ShouldNotStartWith(person.Cookie);
        person.Take(answer);
        (await person.Api.Get("auth/me")).Ok()["email"].ShouldBe(person.Email);
    }

    [Fact]
    public async Task Without_it_there_is_nothing_to_exchange()
    {
        using var client = shared.Host.Client();
        (await client.Post("auth/refresh")).ShouldFail(401);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("................................................................")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    public async Task What_is_no_token_is_refused_as_one_that_is_not_valid(string token)
    {
        using var client = shared.Host.Client();
        (await client.Post("auth/refresh", null, ("Cookie", "refresh_token=" + token))).ShouldFail(401);
        (await client.Post("auth/logout", null, ("Cookie", "refresh_token=" + token))).Ok();
    }

    [Fact]
    public async Task Signing_out_takes_it_away_and_ends_the_session()
    {
        using var person = await shared.Someone();
        var answer = (await person.Api.Post("auth/logout", null, ("Cookie", person.Cookie))).Ok();
        answer.Cookies.Single().ShouldStartWith("refresh_token=;");
        (await person.Api.Post("auth/refresh", null, ("Cookie", person.Cookie))).ShouldFail(401);
        (await person.Api.Get("projects")).ShouldFail(401);
    }

    [Theory]
    [InlineData("refresh_token=nonsense")]
    [InlineData("other=1")]
    public async Task Signing_out_without_a_session_says_nothing(string cookie)
    {
        using var client = shared.Host.Client();
        (await client.Post("auth/logout", null, ("Cookie", cookie))).Ok();
    }

    private async Task<IReadOnlyList<string>> CookieAsync((string, string)[] headers) =>
        [.. (await SignInAsync(headers)).Cookies.Single().Split("; ").Skip(1)];

    private async Task<ApiAnswer> SignInAsync((string, string)[] headers)
    {
        using var person = await shared.Someone();
        return (await person.Api.Post("auth/login", new { email = person.Email, password = Some.Password }, headers)).Ok();
    }
}
