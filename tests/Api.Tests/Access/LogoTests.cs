using System.Text;
using BraidMgr.Api.Tests.Harness;
using BraidMgr.Api.Tests.Operations;

namespace BraidMgr.Api.Tests.Access;

/// <summary>The organization's logo.</summary>
public sealed class LogoTests(SharedHost shared) : IClassFixture<SharedHost>, IAsyncLifetime
{
    private const string Logo = "orgs/current/logo";

    private static readonly byte[] Png = [0x89, .. "PNG\r\n"u8, 0x1A, (byte)'\n', 1, 2, 3];

    private Person _owner = null!;

    public async Task InitializeAsync() => _owner = await shared.Someone();

    public Task DisposeAsync()
    {
        _owner.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task An_image_is_kept_shown_in_the_settings_and_served_back()
    {
        (await _owner.Api.Get(Logo)).ShouldFail(404);
        var address = (await Put(Png)).Ok()["logo_url"];

        address.ShouldStartWith("/api/v1/orgs/current/logo?v=");
        (await _owner.Api.Get("orgs/current")).Ok()["logo_url"].ShouldBe(address);
        using var member = await _owner.InviteAsync(shared.Host);
        var served = (await member.Api.Get(address)).Ok();
        served.Headers["Content-Type"].ShouldBe("image/png");
        served.Headers["Content-Length"].ShouldBe("11");
        served.Headers["X-Content-Type-Options"].ShouldBe("nosniff");
        (await member.Api.Get(address, ("If-None-Match", served.Headers["ETag"]))).Code.ShouldBe(304);
    }

    [Fact]
    public async Task Another_one_or_an_address_or_none_takes_its_place()
    {
        var first = (await Put(Png)).Ok()["logo_url"];
        (await _owner.Api.Put(Logo, Sample.Logo())).Ok()["logo_url"].ShouldNotBe(first);
        (await _owner.Api.Get(Logo)).Ok().Headers["Content-Type"].ShouldBe("image/gif");

        (await _owner.Api.Put("orgs/current", new { logo_url = "https://example.com/logo.png" })).Ok();
        (await _owner.Api.Get(Logo)).ShouldFail(404);
        (await Put(Png)).Ok()["logo_url"].ShouldStartWith("/api/");
        (await _owner.Api.Put("orgs/current", new { name = "Acme" })).Ok()["logo_url"].ShouldStartWith("/api/");
        (await _owner.Api.Delete(Logo)).Code.ShouldBe(204);
        (await _owner.Api.Get("orgs/current")).Ok().Json.GetProperty("logo_url").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        (await _owner.Api.Get(Logo)).ShouldFail(404);
    }

    [Fact]
    public async Task What_is_no_image_by_its_content_or_too_large_is_refused_and_the_one_before_stays()
    {
        var before = (await Put(Png)).Ok()["logo_url"];

        (await Put(Encoding.UTF8.GetBytes("<svg xmlns='http://www.w3.org/2000/svg'/>"), "logo.svg")).ShouldFail(400);
        (await Put([.. "%PDF-1.7"u8], "logo.png")).ShouldFail(400);
        (await Put([], "logo.png")).ShouldFail(400);
        (await Put([.. Png, .. "<script>alert(1)</script>"u8])).ShouldFail(400);
        (await Put([.. Png, .. new byte[(1 << 20) - Png.Length + 1]])).ShouldFail(413);
        (await _owner.Api.Put(Logo, new { logo = "x" })).ShouldFail(400);
        using var member = await _owner.InviteAsync(shared.Host);
        (await member.Api.Put(Logo, Sample.Logo())).ShouldFail(403);
        (await member.Api.Delete(Logo)).ShouldFail(403);

        (await _owner.Api.Get("orgs/current")).Ok()["logo_url"].ShouldBe(before);
        (await _owner.Api.Get(before)).Ok();
    }

    private Task<ApiAnswer> Put(byte[] file, string name = "logo.png") =>
        _owner.Api.Put(Logo, new MultipartFormDataContent { { new ByteArrayContent(file), "file", name } });
}
