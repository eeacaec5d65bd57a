using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Accounts;
using BraidMgr.Contracts.Errors;
using Microsoft.IdentityModel.JsonWebTokens;

namespace BraidMgr.Grains.Tests.Accounts;

/// <summary>The one maker of people and requests for these tests.</summary>
internal static class Somebody
{
    public const string Password = "Passw0rd-of-tests";

    public static string Email() => $"{Guid.NewGuid():N}@example.com";

    public static string Slug() => $"t{Guid.NewGuid():N}"[..20];

    public static ClientInfo Client(string network = "192.0.2.0/24") => new(network, "corr-" + Guid.NewGuid().ToString("N"));

    public static Registration Registration(string email, string? slug = null) =>
        new(email, Password, "Ann Bell", OrgName: "Acme", OrgSlug: slug ?? Slug());

    public static IdempotencyKey Key(string body = "body", string? key = null) =>
        new(key ?? Guid.NewGuid().ToString(), "POST /route", System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(body)));

    /// <summary>Registers a new person with an organization of their own.</summary>
    public static Task<SignedIn> Register(this GrainsHost host, string? email = null, string? slug = null)
    {
        var registration = Registration(email ?? Email(), slug);
        return host.Grains.Account(registration.Email!).Register(registration, Client(), null);
    }

    public static Task<SignedIn> Login(
        this GrainsHost host, string email, string password = Password, string network = "192.0.2.0/24", string? slug = null) =>
        host.Grains.Account(email).Login(new(email, password, slug), Client(network));

    public static Task<SignedIn> Refresh(this GrainsHost host, SignedIn signedIn) =>
        host.Grains.Session(OpaqueToken.ReadOwner(signedIn.RefreshToken)).Refresh(signedIn.RefreshToken, Client());

    /// <summary>Who the access token says that its bearer is.</summary>
    public static Caller Caller(this SignedIn signedIn)
    {
        var token = new JsonWebToken(signedIn.AccessToken);
        return new(
            Guid.Parse(token.Subject),
            token.TryGetClaim("org_id", out var organization) ? Guid.Parse(organization.Value) : Guid.Empty,
            Guid.Parse(token.GetClaim("sid").Value),
            DateTimeOffset.FromUnixTimeSeconds(long.Parse(token.GetClaim("iat").Value, System.Globalization.CultureInfo.InvariantCulture)));
    }

    public static Change Change(this SignedIn signedIn, IdempotencyKey? key = null) => new(signedIn.Caller(), "corr", key);

    /// <summary>What the access token is worth at this moment.</summary>
    public static async Task<AccessGrant> Authorize(this GrainsHost host, SignedIn signedIn, Guid? projectId = null) =>
        await host.Grains.Access(signedIn.Caller().OrganizationId).Authorize(signedIn.Caller(), projectId);

    /// <summary>The error of the catalogue that a call ends with.</summary>
    public static async Task<BraidException> Error(Func<Task> call) => await Should.ThrowAsync<BraidException>(call);

    /// <summary>The kind of error that a call ends with.</summary>
    public static async Task<ErrorKind> ErrorKind(Func<Task> call) => (await Error(call)).Kind;
}
