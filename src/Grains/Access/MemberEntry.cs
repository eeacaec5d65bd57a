using BraidMgr.Contracts.Access;

namespace BraidMgr.Grains.Access;

/// <summary>A member, as memory holds it.</summary>
/// <param name="Member">The member as the API shows it.</param>
/// <param name="ValidFrom">Tokens issued earlier are refused.</param>
internal sealed record MemberEntry(Member Member, DateTimeOffset ValidFrom)
{
    private readonly AccessGrant?[] _grants = new AccessGrant?[Enum.GetValues<ProjectRole>().Length + 1];

    /// <summary>Whether the member is admin of every project.</summary>
    public bool IsOrgAdmin => Member.OrgRole >= OrgRole.Admin;

    /// <summary>The member's grant with a project role or none: made once, and anew when something has changed or the day has turned.</summary>
    public AccessGrant Grant(ProjectRole? role, DateOnly today, bool membersMayCreateProjects, WorkCalendar calendar)
    {
        ref var grant = ref _grants[role is { } r ? (int)r + 1 : 0];
        if (grant is null || grant.Today != today)
        {
            grant = new(Member.OrgRole, role, today, Member.Name, Member.Email, IsOrgAdmin || membersMayCreateProjects, calendar);
        }

        return grant;
    }

    /// <summary>The member with another earliest valid moment.</summary>
    public MemberEntry From(DateTimeOffset validFrom) => new(Member, validFrom);
}
