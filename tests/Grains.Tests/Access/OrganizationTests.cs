using System.Text.Json;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Accounts;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Tests.Accounts;

namespace BraidMgr.Grains.Tests.Access;

[Collection(SharedGrains.Name)]
public sealed class OrganizationTests(GrainsHost host) : IAsyncLifetime
{
    private SignedIn _owner = null!;
    private SignedIn _guest = null!;
    private SignedIn _member = null!;

    private Guid Id => _owner.User.OrgId!.Value;

    private IAccessGrain Access => host.Grains.Access(Id);

    public async Task InitializeAsync()
    {
        (_owner, _guest) = (await host.Register(), await host.Register());
        await Access.AddMember(_owner.Change(), new(_guest.User.Email, OrgRole.Member));
        _member = await host.Grains.User(_guest.User.Id).SwitchOrganization(_guest.Change(), Id);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Name_and_settings_change_at_once_and_only_the_fields_sent()
    {
        (await host.Authorize(_member)).MayCreateProjects.ShouldBeFalse();
        var before = await Access.Current(_member.Caller());

        var renamed = await Access.Update(_owner.Change(), new(" Acme Ltd ", null, null));
        var moved = await Access.Update(_owner.Change(), new(null, "Pacific/Kiritimati", true));

        renamed.ShouldBe(before with { Name = "Acme Ltd", OrgRole = OrgRole.Owner, UpdatedAt = renamed.UpdatedAt });
        (moved.Name, moved.TimeZone).ShouldBe(("Acme Ltd", "Pacific/Kiritimati"));
        var grant = await host.Authorize(_member);
        grant.MayCreateProjects.ShouldBeTrue();
        grant.Today.ShouldBe(DateOnly.FromDateTime(host.Time.GetUtcNow().UtcDateTime.AddHours(14)));
        var another = await host.StartAnother();
        (await another.Grains.Access(Id).Current(_owner.Caller())).ShouldBeEquivalentTo(moved);
        await another.DisposeAsync();
    }

    [Theory]
    [InlineData("Europe/Nowhere")]
    [InlineData("../../../etc/passwd")]
    [InlineData("/etc/localtime")]
    [InlineData("")]
    public async Task What_is_no_time_zone_is_refused(string zone)
    {
        (await Somebody.Error(() => Access.Update(_owner.Change(), new(null, zone, null)))).Details!.Keys.ShouldBe(["time_zone"]);
    }

    [Fact]
    public async Task Members_do_not_change_the_organization()
    {
        (await Somebody.ErrorKind(() => Access.Update(_member.Change(), new("Mine", null, null)))).ShouldBe(ErrorKind.Authorization);
    }

    [Fact]
    public async Task Strangers_find_nothing()
    {
        var stranger = (await host.Register()).Caller() with { OrganizationId = Id };

        (await Somebody.ErrorKind(async () => await Access.Authorize(stranger))).ShouldBe(ErrorKind.NotFound);
        (await Somebody.ErrorKind(() => Access.Members(stranger))).ShouldBe(ErrorKind.NotFound);
        (await Somebody.ErrorKind(() => Access.Current(stranger))).ShouldBe(ErrorKind.NotFound);
        var nowhere = stranger with { OrganizationId = Guid.NewGuid() };
        (await Somebody.ErrorKind(async () => await host.Grains.Access(nowhere.OrganizationId).Authorize(nowhere))).ShouldBe(ErrorKind.NotFound);
    }

    [Fact]
    public async Task A_suspended_organization_is_left_for_another_and_works_again_when_it_is_active()
    {
        await host.Rows("update organizations set status = 'suspended' where id = $1", Id);
        var another = await host.StartAnother();

        var error = await Somebody.Error(() => another.Authorize(_member));
        error.Kind.ShouldBe(ErrorKind.Authorization);
        error.Message.ShouldContain("suspended");
        (await another.Grains.User(_guest.User.Id).Me(_member.Caller())).OrgRole.ShouldBe(OrgRole.Member);
        (await another.Login(_guest.User.Email)).User.OrgId.ShouldBe(_guest.User.OrgId);

        await host.Rows("update organizations set status = 'active' where id = $1", Id);
        host.Time.Advance(TimeSpan.FromSeconds(2));
        (await another.Authorize(_member)).OrgRole.ShouldBe(OrgRole.Member);
        await another.DisposeAsync();
    }

    [Fact]
    public async Task Project_roles_hold_from_the_next_request_on_and_end_with_the_membership()
    {
        var project = await CreateProject();
        (await host.Authorize(_member, project)).ProjectRole.ShouldBeNull();

        var given = await Access.SetProjectRole(_owner.Change(), project, _guest.User.Id, ProjectRole.Viewer);
        given.ShouldBe(new ProjectMember(_guest.User.Id, project, _guest.User.Email, _guest.User.Name, ProjectRole.Viewer, given.CreatedAt));
        (await host.Authorize(_member, project)).ProjectRole.ShouldBe(ProjectRole.Viewer);
        await Access.SetProjectRole(_owner.Change(), project, _guest.User.Id, ProjectRole.ProjectManager);
        (await host.Authorize(_member, project)).ProjectRole.ShouldBe(ProjectRole.ProjectManager);
        (await Access.ProjectMembers(_member.Caller(), project)).Select(m => (m.UserId, m.Role))
            .ShouldContain((_guest.User.Id, ProjectRole.ProjectManager));

        await Access.RemoveMember(_owner.Change(), _guest.User.Id);
        await Access.AddMember(_owner.Change(), new(_guest.User.Email, OrgRole.Member));
        (await host.Authorize(_member, project)).ProjectRole.ShouldBeNull();
    }

    [Fact]
    public async Task Project_roles_are_read_again_by_another_host_and_audited()
    {
        var project = await CreateProject();
        await Access.SetProjectRole(_owner.Change(), project, _guest.User.Id, ProjectRole.TeamMember);
        var another = await host.StartAnother();
        (await another.Authorize(_member, project)).ProjectRole.ShouldBe(ProjectRole.TeamMember);
        await another.Grains.Access(Id).RemoveProjectRole(_owner.Change(), project, _guest.User.Id);
        (await another.Authorize(_member, project)).ProjectRole.ShouldBeNull();
        await another.DisposeAsync();

        await using var source = Npgsql.NpgsqlDataSource.Create(host.Server.ConnectionString(
            (await host.Rows("select database_name from organizations where id = $1", Id)).Single()));
        await using var command = source.CreateCommand(
            "select string_agg(action || ' ' || coalesce(after_state->>'role', before_state->>'role'), ', ' order by created_at) from audit_log where entity_type = 'project_role' and entity_id = $1");
        command.Parameters.Add(new() { Value = _guest.User.Id });
        (await command.ExecuteScalarAsync()).ShouldBe("create team_member, delete team_member");
    }

    [Fact]
    public async Task Roles_are_given_by_project_admins_to_members_in_projects_that_are_there()
    {
        var project = await CreateProject();

        (await Set(_member, project, _guest.User.Id)).ShouldBe(ErrorKind.NotFound, "a project that the caller has no role in");
        (await Set(_owner, Guid.NewGuid(), _guest.User.Id)).ShouldBe(ErrorKind.NotFound);
        (await Set(_owner, project, Guid.NewGuid())).ShouldBe(ErrorKind.NotFound);
        await Access.SetProjectRole(_owner.Change(), project, _guest.User.Id, ProjectRole.ProjectManager);
        (await Set(_member, project, _guest.User.Id)).ShouldBe(ErrorKind.Authorization);
        (await Somebody.ErrorKind(() => Access.RemoveProjectRole(_owner.Change(), project, Guid.NewGuid()))).ShouldBe(ErrorKind.NotFound);

        async Task<ErrorKind> Set(SignedIn actor, Guid projectId, Guid userId) =>
            await Somebody.ErrorKind(() => Access.SetProjectRole(actor.Change(), projectId, userId, ProjectRole.Admin));
    }

    private async Task<Guid> CreateProject()
    {
        var created = await host.Grains.Projects(Id).Create(_owner.Change(), new ProjectInput { Name = "Relocation" });
        return JsonDocument.Parse(created.Json).RootElement.GetProperty("id").GetGuid();
    }
}
