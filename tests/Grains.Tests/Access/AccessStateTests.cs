using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Access;

namespace BraidMgr.Grains.Tests.Access;

/// <summary>The rules of authorization, without storage.</summary>
public sealed class AccessStateTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly Guid Organization = Guid.NewGuid();
    private static readonly Guid Project = Guid.NewGuid();

    [Theory]
    [InlineData(OrgRole.Owner, null, ProjectRole.Admin)]
    [InlineData(OrgRole.Admin, null, ProjectRole.Admin)]
    [InlineData(OrgRole.Admin, ProjectRole.Viewer, ProjectRole.Admin)]
    [InlineData(OrgRole.Member, null, null)]
    [InlineData(OrgRole.Member, ProjectRole.Viewer, ProjectRole.Viewer)]
    [InlineData(OrgRole.Member, ProjectRole.ProjectManager, ProjectRole.ProjectManager)]
    public void Owners_and_admins_are_admins_of_every_project_and_members_have_the_role_given(OrgRole orgRole, ProjectRole? given, ProjectRole? expected)
    {
        var member = Some(orgRole);
        var state = State([member], given is { } role ? [new(member.Member.UserId, Project, role, default)] : []);

        state.Authorize(Caller(member), Project, Noon).ProjectRole.ShouldBe(expected);
        state.Authorize(Caller(member), Guid.NewGuid(), Noon).ProjectRole.ShouldBe(orgRole == OrgRole.Member ? null : ProjectRole.Admin);
        state.Authorize(Caller(member), null, Noon).ProjectRole.ShouldBeNull();
    }

    [Fact]
    public void A_project_role_counts_only_with_a_membership()
    {
        var member = Some(OrgRole.Member);
        var state = State([member], [new(member.Member.UserId, Project, ProjectRole.Admin, default)]);
        state.Remove(member.Member.UserId);

        Kind(() => state.Authorize(Caller(member), Project, Noon)).ShouldBe(ErrorKind.NotFound);
    }

    [Fact]
    public void Coming_back_one_begins_without_the_roles_of_before()
    {
        var member = Some(OrgRole.Member);
        var state = State([member], [new(member.Member.UserId, Project, ProjectRole.Admin, default)]);
        state.RemoveRoles(member.Member.UserId);
        state.Set(member);

        state.Authorize(Caller(member), Project, Noon).ProjectRole.ShouldBeNull();
    }

    [Fact]
    public void Tokens_from_before_the_earliest_valid_moment_are_refused_and_from_then_on_are_not()
    {
        var member = Some(OrgRole.Member);
        var state = State([member.From(Noon)]);

        Kind(() => state.Authorize(Caller(member) with { IssuedAt = Noon.AddSeconds(-1) }, null, Noon)).ShouldBe(ErrorKind.Authentication);
        state.Authorize(Caller(member) with { IssuedAt = Noon }, null, Noon).OrgRole.ShouldBe(OrgRole.Member);
    }

    [Theory]
    [InlineData("suspended", ErrorKind.Authorization)]
    [InlineData("moving", ErrorKind.Unavailable)]
    [InlineData("provisioning", ErrorKind.Unavailable)]
    [InlineData("deleting", ErrorKind.NotFound)]
    public void An_organization_that_is_not_active_says_why_to_members_only(string status, ErrorKind expected)
    {
        var member = Some(OrgRole.Owner);
        var state = State([member], [], status);

        Kind(() => state.Authorize(Caller(member), null, Noon)).ShouldBe(expected);
        Kind(() => state.Authorize(Caller(Some(OrgRole.Owner)), null, Noon)).ShouldBe(ErrorKind.NotFound);
    }

    [Fact]
    public void Members_may_create_projects_where_the_setting_opens_it()
    {
        var (member, admin) = (Some(OrgRole.Member), Some(OrgRole.Admin));
        var state = State([member, admin]);
        state.Authorize(Caller(member), null, Noon).MayCreateProjects.ShouldBeFalse();
        state.Authorize(Caller(admin), null, Noon).MayCreateProjects.ShouldBeTrue();

        state.Set(state.Organization with { Settings = new("UTC", true) });

        state.Authorize(Caller(member), null, Noon).MayCreateProjects.ShouldBeTrue();
    }

    [Theory]
    [InlineData("Pacific/Auckland", "2026-11-23T10:59:59Z", "2026-11-23")]
    [InlineData("Pacific/Auckland", "2026-11-23T11:00:00Z", "2026-11-24")]
    [InlineData("America/New_York", "2026-11-23T04:59:59Z", "2026-11-22")]
    [InlineData("America/New_York", "2026-11-23T05:00:00Z", "2026-11-23")]
    [InlineData("Asia/Kathmandu", "2026-11-23T18:14:59Z", "2026-11-23")]
    [InlineData("Asia/Kathmandu", "2026-11-23T18:15:00Z", "2026-11-24")]
    [InlineData("No/Such_Zone", "2026-11-23T23:59:59Z", "2026-11-23")]
    public void The_day_turns_at_midnight_where_the_organization_is(string zone, string now, string today)
    {
        Day(new OrganizationDay(zone), now).ShouldBe(today);
    }

    [Fact]
    public void The_day_turns_while_the_grain_lives_and_forwards_as_well_as_back()
    {
        var day = new OrganizationDay("UTC");

        Day(day, "2026-11-23T23:59:59Z").ShouldBe("2026-11-23");
        Day(day, "2026-11-24T00:00:00Z").ShouldBe("2026-11-24");
        Day(day, "2026-11-23T23:59:58Z").ShouldBe("2026-11-23");
        var member = Some(OrgRole.Owner);
        var state = State([member]);
        state.Authorize(Caller(member), null, Noon).Today.ShouldBe(new DateOnly(2026, 11, 23));
        state.Authorize(Caller(member), null, Noon.AddHours(12)).Today.ShouldBe(new DateOnly(2026, 11, 24));
    }

    [Fact]
    public void Authorizing_again_allocates_nothing()
    {
        var member = Some(OrgRole.Member);
        var state = State([member], [new(member.Member.UserId, Project, ProjectRole.Viewer, default)]);
        var caller = Caller(member);
        var first = state.Authorize(caller, Project, Noon);
        state.Authorize(caller, null, Noon);

        var (same, before) = (true, GC.GetAllocatedBytesForCurrentThread());
        for (var i = 0; i < 1000; i++)
        {
            same &= ReferenceEquals(state.Authorize(caller, Project, Noon), first);
            state.Authorize(caller, null, Noon);
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        (same, allocated).ShouldBe((true, 0));
    }

    private static MemberEntry Some(OrgRole role) =>
        new(new Member(Guid.NewGuid(), "ann@example.com", "Ann", role, default), DateTimeOffset.UnixEpoch);

    private static Caller Caller(MemberEntry member) => new(member.Member.UserId, Organization, Guid.NewGuid(), Noon);

    private static AccessState State(MemberEntry[] members, ProjectRoleRow[]? roles = null, string status = "active") =>
        new(new OrganizationRow(Organization, "Acme", "acme", status, new("UTC", false), default, default), members, roles ?? []);

    private static ErrorKind Kind(Action call) => Should.Throw<BraidException>(call).Kind;

    private static string Day(OrganizationDay day, string now) =>
        day.At(DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture)).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
