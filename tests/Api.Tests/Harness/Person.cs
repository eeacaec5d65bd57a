using BraidMgr.Contracts.Projects;

namespace BraidMgr.Api.Tests.Harness;

/// <summary>A registered person, signed in to an organization.</summary>
public sealed class Person : IDisposable
{
    private Person(ApiClient api, string email) => (Api, Email) = (api, email);

    /// <summary>The client that carries the person's token.</summary>
    public ApiClient Api { get; }

    /// <summary>The address.</summary>
    public string Email { get; }

    /// <summary>The id.</summary>
    public Guid Id { get; private set; }

    /// <summary>The organization that the token names.</summary>
    public Guid OrganizationId { get; private set; }

    /// <summary>The refresh cookie of the last sign-in, as <c>refresh_token=…</c>.</summary>
    public string Cookie { get; private set; } = "";

    /// <summary>Registers somebody with an organization of their own.</summary>
    public static async Task<Person> RegisterAsync(BraidHost host, string name = "Ann", string? slug = null)
    {
        var person = new Person(host.Client(), Some.Email());
        slug ??= Some.Slug();
        var answer = await person.Api.Post(
            "auth/register", new { email = person.Email, password = Some.Password, name, org_name = slug, org_slug = slug });
        answer.Code.ShouldNotBe(500, answer.Code == 500 ? host.LogOf(answer) : null);
        person.Take(answer);
        return person;
    }

    /// <summary>Invites somebody to this person's organization, who registers with the token of the mail: no organization of their own.</summary>
    public async Task<Person> InviteAsync(BraidHost host, string orgRole = "member")
    {
        var newcomer = new Person(host.Client(), Some.Email());
        (await Api.Post("orgs/current/invitations", new { email = newcomer.Email, org_role = orgRole })).Ok();
        newcomer.Take(await newcomer.Api.Post(
            "auth/register",
            new { email = newcomer.Email, password = Some.Password, name = orgRole, invitation_token = await host.MailedTokenAsync(newcomer.Email, "invitation") }));
        newcomer.OrganizationId.ShouldBe(OrganizationId);
        return newcomer;
    }

    /// <summary>Creates a project in the person's organization.</summary>
    public async Task<Project> CreateProjectAsync(string name = "Apollo", params string[] workstreams) =>
        (await Api.Post("projects", new { name, workstreams })).Ok().As<Project>();

    /// <summary>Creates an item.</summary>
    public async Task<Item> CreateItemAsync(Guid project, string title = "Parachutes", string type = "Risk") =>
        (await Api.Post($"projects/{project}/items", new { type, title })).Ok().As<Item>();

    /// <summary>Takes over the token and cookie of a sign-in.</summary>
    public void Take(ApiAnswer signIn)
    {
        var body = signIn.Ok().Json;
        Api.Token = body.GetProperty("access_token").GetString();
        Id = body.GetProperty("user").GetProperty("id").GetGuid();
        OrganizationId = body.GetProperty("user").GetProperty("org_id").GetGuid();
        Cookie = signIn.Cookies.Single(c => c.StartsWith("refresh_token=", StringComparison.Ordinal)).Split(';')[0];
    }

    /// <inheritdoc/>
    public void Dispose() => Api.Dispose();
}
