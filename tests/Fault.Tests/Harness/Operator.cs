using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using BraidMgr.Schema;
using BraidMgr.Testing;
using Microsoft.AspNetCore.Identity;

namespace BraidMgr.Fault.Tests.Harness;

/// <summary>An operator of an installation, who orders runs of its first host and looks at them.</summary>
internal sealed class Operator : IDisposable
{
    private const string Email = "ops@example.com";
    private const string Password = "Passw0rd-of-operators";

    private readonly HttpClient _admin;

    private Operator(Uri address) => _admin = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>Makes the account and signs in.</summary>
    public static async Task<Operator> OfAsync(Installation installation)
    {
        await new OperatorAccounts(installation.Central).CreateAsync(Email, new PasswordHasher<object>().HashPassword(new object(), Password));
        var one = new Operator(installation.Host.Admin);
        await one.SignInAsync();
        return one;
    }

    /// <summary>Signs in anew, as a host that was started anew may want.</summary>
    public async Task SignInAsync()
    {
        using var answer = await _admin.PostAsJsonAsync("/admin/login", new { email = Email, password = Password });
        var token = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString();
        _admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>Posts what has to be answered with a status.</summary>
    public async Task<JsonElement> PostAsync(string path, object body, HttpStatusCode expected)
    {
        using var answer = await _admin.PostAsJsonAsync(path, body);
        answer.StatusCode.ShouldBe(expected, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>Orders a run; answers its id.</summary>
    public async Task<string> OrderAsync(string path, object body) =>
        (await PostAsync(path, body, HttpStatusCode.Accepted)).GetProperty("id").GetString()!;

    /// <summary>How a run stands.</summary>
    public Task<JsonElement> LookAsync(string run) => _admin.GetFromJsonAsync<JsonElement>($"/admin/runs/{run}");

    /// <summary>Waits until a run does not go on any more; answers how it stands.</summary>
    public Task<JsonElement> EndAsync(string run) =>
        Eventually.Becomes(() => LookAsync(run), now => now.GetProperty("state").GetString() is not ("running" or "waiting"));

    /// <summary>Waits until a step of a run has begun; for any moment where none is named.</summary>
    public async Task MomentAsync(string run, string? step)
    {
        if (step is null)
        {
            await Task.Delay(Random.Shared.Next(50, 2500));
            return;
        }

        for (var i = 0; i < 3000 && !HasBegun(await LookAsync(run), step); i++)
        {
            await Task.Delay(2);
        }
    }

    public void Dispose() => _admin.Dispose();

    private static bool HasBegun(JsonElement run, string step) =>
        run.GetProperty("steps").EnumerateArray().Any(s => s.GetProperty("name").GetString() == step && s.GetProperty("state").GetString() is "running" or "done");
}
