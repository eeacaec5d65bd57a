using BraidMgr.Api.Tests.Harness;

namespace BraidMgr.Api.Tests.Hosting;

[Trait("Category", "Long")]
public sealed class DemoTests
{
    [Fact]
    public async Task The_demo_organization_is_there_once_the_host_is_ready_and_only_once()
    {
        await using var host = await BraidHost.StartAsync(null, ("BRAID__DEMO__ENABLED", "true"));
        var before = await ProjectsAsync(host);
        before.GetProperty("total").GetInt32().ShouldBe(1);
        before.GetProperty("projects")[0].GetProperty("next_item_num").GetInt32().ShouldBeGreaterThan(20);

        await host.StopAsync();
        await host.StartAsync();

        (await ProjectsAsync(host)).ToString().ShouldBe(before.ToString());
    }

    private static async Task<System.Text.Json.JsonElement> ProjectsAsync(BraidHost host)
    {
        using var client = host.Client();
        var signIn = await client.Post("auth/login", new { email = "demo@braidmgr.example", password = "Demo-Passw0rd" });
        client.Token = signIn.Ok()["access_token"];
        return (await client.Get("projects")).Ok().Json;
    }
}
