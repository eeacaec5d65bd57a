using BraidMgr.Api.Tests.Harness;

namespace BraidMgr.Api.Tests.Access;

/// <summary>Invitations over HTTP, with the token of the mail: bound to the address, good once.</summary>
public sealed class InvitationTests(SharedHost shared) : IClassFixture<SharedHost>, IAsyncLifetime
{
    private Person _owner = null!;

    public async Task InitializeAsync() => _owner = await shared.Someone();

    public Task DisposeAsync()
    {
        _owner.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Who_registers_with_an_invitation_has_the_organization_and_no_other()
    {
        using var guest = await _owner.InviteAsync(shared.Host, "admin");

        var mine = (await guest.Api.Get("orgs")).Ok().Json.GetProperty("organizations");
        mine.GetArrayLength().ShouldBe(1);
        (mine[0].GetProperty("id").GetGuid(), mine[0].GetProperty("org_role").GetString()).ShouldBe((_owner.OrganizationId, "admin"));
        (await _owner.Api.Get("orgs/current/invitations")).Ok()["total"].ShouldBe("0");
    }

    [Fact]
    public async Task Somebody_with_an_account_accepts_and_only_once_and_nobody_else_can()
    {
        using var guest = await shared.Someone();
        using var thief = await shared.Someone();
        (await _owner.Api.Post("orgs/current/invitations", new { email = guest.Email, org_role = "member" })).Ok();
        var token = await shared.Host.MailedTokenAsync(guest.Email, "invitation");

        (await thief.Api.Post("invitations/accept", new { token })).Code.ShouldBe(400);
        (await guest.Api.Post("invitations/accept", new { token })).Ok()["id"].ShouldBe(_owner.OrganizationId.ToString());
        (await guest.Api.Post("invitations/accept", new { token })).Code.ShouldBe(400);
        guest.Take(await guest.Api.Post("auth/switch-org", new { org_id = _owner.OrganizationId }));
        (await guest.Api.Get("projects")).Ok();
    }

    [Fact]
    public async Task An_admin_does_not_replace_the_invitation_of_an_owner_to_be()
    {
        using var admin = await _owner.InviteAsync(shared.Host, "admin");
        var email = Some.Email();
        (await _owner.Api.Post("orgs/current/invitations", new { email, org_role = "owner" })).Ok();

        (await admin.Api.Post("orgs/current/invitations", new { email, org_role = "member" })).ShouldFail(403);

        var open = (await _owner.Api.Get("orgs/current/invitations")).Ok().Json.GetProperty("invitations");
        open.EnumerateArray().Single().GetProperty("org_role").GetString().ShouldBe("owner");
    }

    [Fact]
    public async Task The_last_owner_who_may_not_leave_keeps_the_roles_in_projects()
    {
        using var owner = await shared.Someone();
        var project = await owner.CreateProjectAsync();
        var members = (await owner.Api.Get($"projects/{project.Id}/members")).Ok().Text;

        (await owner.Api.Delete($"orgs/current/members/{owner.Id}")).ShouldFail(409);

        (await owner.Api.Get($"projects/{project.Id}/members")).Ok().Text.ShouldBe(members);
    }

    [Fact]
    public async Task An_invitation_that_was_withdrawn_opens_nothing()
    {
        using var guest = shared.Host.Client();
        var email = Some.Email();
        var invitation = (await _owner.Api.Post("orgs/current/invitations", new { email, org_role = "member" })).Ok();
        var token = await shared.Host.MailedTokenAsync(email, "invitation");
        (await _owner.Api.Delete($"orgs/current/invitations/{invitation["id"]}")).Ok();

        (await guest.Post("auth/register", new { email, password = Some.Password, name = "Late", invitation_token = token })).Code.ShouldBe(400);
    }
}
