using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Errors;

namespace BraidMgr.Grains.Access;

/// <summary>
/// Who may do what in one organization, in memory: the rules of <see cref="IAccessGrain"/> without its storage. Only what is
/// committed enters.
/// </summary>
internal sealed class AccessState
{
    private readonly Dictionary<Guid, MemberEntry> _members;
    private readonly Dictionary<(Guid User, Guid Project), ProjectRole> _roles = [];
    private OrganizationDay _day;
    private WorkCalendar _calendar;

    /// <summary>Takes what was read from central, and from the organization's own database.</summary>
    public AccessState(OrganizationRow organization, IEnumerable<MemberEntry> members, IEnumerable<ProjectRoleRow> roles)
    {
        Organization = organization;
        (_day, _calendar) = (new OrganizationDay(organization.Settings.TimeZone), organization.Settings.Calendar.ToWorkCalendar());
        _members = members.ToDictionary(m => m.Member.UserId);
        foreach (var role in roles)
        {
            _roles[(role.UserId, role.ProjectId)] = role.Role;
        }
    }

    /// <summary>The organization.</summary>
    public OrganizationRow Organization { get; private set; }

    /// <summary>The members, by name.</summary>
    public IEnumerable<MemberEntry> Members =>
        _members.Values.OrderBy(m => m.Member.Name, StringComparer.OrdinalIgnoreCase).ThenBy(m => m.Member.UserId);

    /// <summary>
    /// What a caller whose session holds is here, now. Called on every request: it neither waits nor allocates once the
    /// caller's grant is made.
    /// </summary>
    public AccessGrant Authorize(Caller caller, Guid? projectId, DateTimeOffset now)
    {
        if (!_members.TryGetValue(caller.UserId, out var member))
        {
            throw Error.NotFound("organization", caller.OrganizationId);
        }

        if (caller.IssuedAt < member.ValidFrom)
        {
            throw Error.Unauthenticated("The session has ended. Sign in again.");
        }

        RequireActive(member);
        return member.Grant(RoleOf(member, projectId), _day.At(now), Organization.Settings.MembersMayCreateProjects, _calendar);
    }

    /// <summary>A member; null when there is none with that id.</summary>
    public MemberEntry? Find(Guid userId) => _members.GetValueOrDefault(userId);

    /// <summary>Takes over a changed organization.</summary>
    public void Set(OrganizationRow organization)
    {
        Organization = organization;
        (_day, _calendar) = (new OrganizationDay(organization.Settings.TimeZone), organization.Settings.Calendar.ToWorkCalendar());
        foreach (var member in _members.Values.ToList())
        {
            // Without the grants that were made under the settings before.
            Set(member.From(member.ValidFrom));
        }
    }

    /// <summary>Takes over a new or changed member.</summary>
    public void Set(MemberEntry member) => _members[member.Member.UserId] = member;

    /// <summary>Ends a membership. Project roles without one count for nothing.</summary>
    public void Remove(Guid userId) => _members.Remove(userId);

    /// <summary>Takes over a project role; null takes it away.</summary>
    public void SetRole(Guid projectId, Guid userId, ProjectRole? role)
    {
        if (role is { } given)
        {
            _roles[(userId, projectId)] = given;
        }
        else
        {
            _roles.Remove((userId, projectId));
        }
    }

    /// <summary>Takes all project roles of a person away.</summary>
    public void RemoveRoles(Guid userId)
    {
        foreach (var key in _roles.Keys.Where(k => k.User == userId).ToList())
        {
            _roles.Remove(key);
        }
    }

    private ProjectRole? RoleOf(MemberEntry member, Guid? projectId) =>
        projectId is not { } project ? null
        : member.IsOrgAdmin ? ProjectRole.Admin
        : _roles.TryGetValue((member.Member.UserId, project), out var role) ? role
        : null;

    private void RequireActive(MemberEntry member)
    {
        if (!member.Member.Active)
        {
            throw Error.Forbidden($"Your membership of the organization {Organization.Slug} is deactivated; its admins can activate it again.");
        }

        if (!Organization.IsActive)
        {
            throw Organization.Status switch
            {
                "suspended" => Error.Forbidden($"The organization {Organization.Slug} is suspended."),
                "deleting" => Error.NotFound("organization", Organization.Id),
                var status => Error.Unavailable($"The organization {Organization.Slug} is {status}. Try again shortly.", retryAfterSeconds: 2),
            };
        }
    }
}
