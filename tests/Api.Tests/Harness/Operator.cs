using BraidMgr.Schema;
using BraidMgr.Testing;
using Microsoft.AspNetCore.Identity;

namespace BraidMgr.Api.Tests.Harness;

/// <summary>Somebody who operates a host, signed in at its admin port.</summary>
public sealed class Operator : IDisposable
{
    private Operator(BraidHost host, string email) => (Api, Email) = (new ApiClient(host.AdminAddress), email);

    /// <summary>The client that carries the operator's token; its paths begin with a slash.</summary>
    public ApiClient Api { get; }

    /// <summary>The address.</summary>
    public string Email { get; }

    /// <summary>The id.</summary>
    public Guid Id { get; private set; }

    /// <summary>Makes an account in the host's central database, and signs in.</summary>
    public static async Task<Operator> SignInAsync(BraidHost host)
    {
        var who = new Operator(host, Some.Email());
        var hash = new PasswordHasher<object>().HashPassword(new object(), Some.Password);
        await new OperatorAccounts(host.CentralConnectionString).CreateAsync(who.Email, hash);
        await who.LoginAsync();
        return who;
    }

    /// <summary>Signs in again.</summary>
    public async Task LoginAsync()
    {
        var answer = (await Api.Post("/admin/login", new { email = Email, password = Some.Password })).Ok();
        Api.Token = answer["access_token"];
        Id = answer.Json.GetProperty("operator").GetProperty("id").GetGuid();
    }

    /// <summary>Waits for the end of a run that was just ordered; answers how it ended.</summary>
    public async Task<ApiAnswer> EndOf(ApiAnswer ordered)
    {
        ordered.Code.ShouldBe(202, ordered.Text);
        return await Eventually.Becomes(
            async () => (await Api.Get($"/admin/runs/{ordered["id"]}")).Ok(), run => run["state"] is not ("running" or "waiting"));
    }

    /// <inheritdoc/>
    public void Dispose() => Api.Dispose();
}
