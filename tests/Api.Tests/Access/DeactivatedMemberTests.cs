using BraidMgr.Api.Tests.Harness;

namespace BraidMgr.Api.Tests.Access;

/// <summary>A member who is deactivated is let in nowhere, and finds everything as it was when they are activated again.</summary>
public sealed class DeactivatedMemberTests(SharedHost shared) : IClassFixture<SharedHost>, IAsyncLifetime
{
    private Person _owner = null!;
    private Person _member = null!;
    private string _project = "";

    public async Task InitializeAsync()
    {
        _owner = await shared.Someone();
        _member = await _owner.InviteAsync(shared.Host);
        _project = $"projects/{(await _owner.CreateProjectAsync()).Id}";
        await _owner.CreateItemAsync(Guid.Parse(_project[9..]));
        (await _owner.Api.Put($"{_project}/members/{_member.Id}", new { role = "team_member" })).Ok();
        (await _member.Api.Post($"{_project}/items/1/notes", new { content = "mine" })).Ok();
    }

    public Task DisposeAsync()
    {
        _owner.Dispose();
        _member.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task From_the_next_request_on_until_they_are_activated_again()
    {
        (await Set(_member, new { active = false })).Ok()["active"].ShouldBe("False");

        (await _member.Api.Get(_project)).ShouldFail(403).Error.ShouldBe("AUTHORIZATION_ERROR");
        (await _member.Api.Patch($"{_project}/items/1", new { title = "not now" })).ShouldFail(403);
        (await _member.Api.Post("auth/switch-org", new { org_id = _owner.OrganizationId })).ShouldFail(404);
        (await _member.Api.Post("auth/refresh", null, ("Cookie", _member.Cookie))).ShouldFail(401);
        (await _member.Api.Get("orgs")).Ok()["total"].ShouldBe("0", "their own account works");
        (await _member.Api.Get("auth/me")).Ok().Json.GetProperty("org_id").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);

        (await Set(_member, new { active = true })).Ok();
        (await _member.Api.Patch($"{_project}/items/1", new { title = "now" })).Ok();
    }

    [Fact]
    public async Task Who_they_are_what_they_may_and_what_they_did_stays()
    {
        (await Set(_member, new { active = false })).Ok();

        Members(await _owner.Api.Get("orgs/current/members")).ShouldContain((_member.Id, "member", false));
        Members(await _owner.Api.Get($"{_project}/members")).ShouldContain((_member.Id, "team_member", null));
        (await _owner.Api.Get($"{_project}/items/1/notes")).Ok().Text.ShouldContain(_member.Id.ToString());
        (await _owner.Api.Get($"{_project}/activity?entity_type=note")).Ok().Text.ShouldContain(_member.Email);
        (await _owner.Api.Post("orgs/current/members", new { email = _member.Email, org_role = "member" })).ShouldFail(409);
        (await _owner.Api.Get("orgs/current/audit?entity_type=membership&limit=1")).Ok().Json.GetProperty("audit")[0]
            .GetProperty("after_state").GetProperty("active").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task The_last_active_owner_cannot_be_deactivated()
    {
        (await Set(_owner, new { active = false })).ShouldFail(409);
        (await Set(_member, new { org_role = "owner" })).Ok();
        (await Set(_owner, new { active = false })).Ok();

        (await _member.Api.Put($"orgs/current/members/{_member.Id}", new { org_role = "admin" })).ShouldFail(409, "the other owner is not active");
        (await _member.Api.Put($"orgs/current/members/{_owner.Id}", new { org_role = "member" })).Ok();
        (await _owner.Api.Get("projects")).ShouldFail(403);
    }

    [Fact]
    public async Task Members_deactivate_nobody_and_admins_no_owners()
    {
        (await _member.Api.Put($"orgs/current/members/{_owner.Id}", new { active = false })).ShouldFail(403);
        (await Set(_member, new { org_role = "admin" })).Ok();
        (await _member.Api.Put($"orgs/current/members/{_owner.Id}", new { active = false })).ShouldFail(403);
        (await Set(_member, new { })).ShouldFail(400);
        (await _owner.Api.Put($"orgs/current/members/{Guid.NewGuid()}", new { active = false })).ShouldFail(404);
    }

    private Task<ApiAnswer> Set(Person person, object changes) => _owner.Api.Put($"orgs/current/members/{person.Id}", changes);

    private static List<(Guid, string, bool?)> Members(ApiAnswer answer) => [.. answer.Ok().Json.GetProperty("members").EnumerateArray().Select(m => (
        m.GetProperty("user_id").GetGuid(),
        (m.TryGetProperty("org_role", out var org) ? org : m.GetProperty("role")).GetString()!,
        m.TryGetProperty("active", out var active) ? active.GetBoolean() : (bool?)null))];
}
