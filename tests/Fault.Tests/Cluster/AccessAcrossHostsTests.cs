using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using BraidMgr.Fault.Tests.Harness;

namespace BraidMgr.Fault.Tests.Cluster;

/// <summary>What takes rights away on one host of a cluster holds for the next request on another.</summary>
[Collection(FaultServer.Name)]
public sealed class AccessAcrossHostsTests(FaultServer server)
{
    private const string Password = "Passw0rd-of-tests";
    private const int Times = 10;

    [ClusterFact, Trait("Category", "Long")]
    public async Task Logout_demotion_and_removal_on_one_host_hold_for_the_next_request_on_another()
    {
        await using var installation = await Installation.StartClusterAsync(server, silos: 0, hosts: 2, organizations: 0);
        using var here = new HttpClient { BaseAddress = installation.Hosts[0].Address };
        using var there = new HttpClient { BaseAddress = installation.Hosts[1].Address };
        for (var i = 0; i < Times; i++)
        {
            var owner = await Register(here);
            var (member, memberId) = await Join(here, there, owner);
            (await Status(there, HttpMethod.Put, "orgs/current", member, new { name = "Mine" })).ShouldBe(HttpStatusCode.OK);

            (await Status(here, HttpMethod.Put, $"orgs/current/members/{memberId}", owner, new { org_role = "member" })).ShouldBe(HttpStatusCode.OK);
            (await Status(there, HttpMethod.Put, "orgs/current", member, new { name = "Yours" })).ShouldBe(HttpStatusCode.Forbidden, "demoted");

            (await Status(here, HttpMethod.Delete, $"orgs/current/members/{memberId}", owner)).ShouldBe(HttpStatusCode.NoContent);
            (await Status(there, HttpMethod.Get, "orgs/current", member)).ShouldBe(HttpStatusCode.NotFound, "removed");

            (await Status(there, HttpMethod.Get, "orgs/current", owner)).ShouldBe(HttpStatusCode.OK);
            (await Status(here, HttpMethod.Post, "auth/logout", owner)).ShouldBe(HttpStatusCode.OK);
            (await Status(there, HttpMethod.Get, "orgs/current", owner)).ShouldBe(HttpStatusCode.Unauthorized, "signed out");
        }
    }

    [ClusterFact, Trait("Category", "Long")]
    public async Task Failed_sign_ins_count_for_an_account_whichever_host_they_are_tried_on()
    {
        await using var installation = await Installation.StartClusterAsync(server, silos: 0, hosts: 2, organizations: 0);
        using var here = new HttpClient { BaseAddress = installation.Hosts[0].Address };
        using var there = new HttpClient { BaseAddress = installation.Hosts[1].Address };
        var email = NewEmail();
        await Register(here, email);

        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 12; i++)
        {
            answers.Add(await Status(i % 2 == 0 ? here : there, HttpMethod.Post, "auth/login", null, new { email, password = "wrong-" + Password }));
        }

        answers[0].ShouldBe(HttpStatusCode.Unauthorized);
        answers[^1].ShouldBe(HttpStatusCode.TooManyRequests);
        (await Status(here, HttpMethod.Post, "auth/login", null, new { email, password = Password })).ShouldBe(HttpStatusCode.TooManyRequests);
        (await Status(there, HttpMethod.Post, "auth/login", null, new { email, password = Password })).ShouldBe(HttpStatusCode.TooManyRequests);
    }

    private static string NewEmail() => $"p{Guid.NewGuid():N}@example.com";

    // Answers with the token.
    private static async Task<string> Register(HttpClient host, string? email = null)
    {
        var slug = "o" + Guid.NewGuid().ToString("N")[..12];
        var answer = await Read(host, "auth/register", null, new { email = email ?? NewEmail(), password = Password, name = "Ann", org_name = slug, org_slug = slug });
        return answer.GetProperty("access_token").GetString()!;
    }

    // An admin of the owner's organization, made on one host and signed in on the other.
    private static async Task<(string Token, Guid Id)> Join(HttpClient here, HttpClient there, string owner)
    {
        var email = NewEmail();
        var token = await Register(there, email);
        await Read(here, "orgs/current/members", owner, new { email, org_role = "admin" });
        using var organization = await Send(here, HttpMethod.Get, "orgs/current", owner, null);
        var id = (await organization.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
        var switched = await Read(there, "auth/switch-org", token, new { org_id = id });
        return (switched.GetProperty("access_token").GetString()!, switched.GetProperty("user").GetProperty("id").GetGuid());
    }

    private static async Task<JsonElement> Read(HttpClient host, string path, string? token, object body)
    {
        using var answer = await Send(host, HttpMethod.Post, path, token, body);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static async Task<HttpStatusCode> Status(HttpClient host, HttpMethod method, string path, string? token, object? body = null)
    {
        using var answer = await Send(host, method, path, token, body);
        return answer.StatusCode;
    }

    private static async Task<HttpResponseMessage> Send(HttpClient host, HttpMethod method, string path, string? token, object? body)
    {
        using var request = new HttpRequestMessage(method, new Uri("/api/v1/" + path, UriKind.Relative));
        request.Content = body is null ? null : JsonContent.Create(body);
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return await host.SendAsync(request);
    }
}
