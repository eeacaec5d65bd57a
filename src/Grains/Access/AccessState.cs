using System.Collections.Concurrent;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Errors;

namespace BraidMgr.Grains.Access;

/// <summary>
/// Who may do what in one organization, in memory: the rules of <see cref="IAccessGrain"/> without its storage. Only what is
/// committed enters, from the grain's turns; any thread may authorize meanwhile.
/// </summary>
internal sealed class AccessState
{
    private readonly ConcurrentDictionary<Guid, MemberEntry> _members;
    private readonly ConcurrentDictionary<(Guid User, Guid Project), ProjectRole> _roles = [];
    private volatile Setting _setting;

    /// <summary>Takes what was read from central, and from the organization's own database.</summary>
    public AccessState(OrganizationRow organization, IEnumerable<MemberEntry> members, IEnumerable<ProjectRoleRow> roles)
    {
        _setting = Setting.Of(organization);
        _members = new(members.Select(m => KeyValuePair.Create(m.Member.UserId, m)));
        foreach (var role in roles)
        {
            _roles[(role.UserId, role.ProjectId)] = role.Role;
        }
    }

    /// <summary>The organization.</summary>
    public OrganizationRow Organization => _setting.Organization;

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

        // After the member, as a change of settings is made before its members forget their grants: none is made of the old ones.
        var setting = _setting;
        RequireActive(member, setting.Organization);
        return member.Grant(
            RoleOf(member, projectId), setting.Day.At(now), setting.Organization.Settings.MembersMayCreateProjects, setting.Calendar);
    }

    /// <summary>A member; null when there is none with that id.</summary>
    public MemberEntry? Find(Guid userId) => _members.GetValueOrDefault(userId);

    /// <summary>Takes over a changed organization.</summary>
    public void Set(OrganizationRow organization)
    {
        _setting = Setting.Of(organization);
        foreach (var member in _members.Values)
        {
            // Without the grants that were made under the settings before.
            Set(member.From(member.ValidFrom));
        }
    }

    /// <summary>Takes over a new or changed member.</summary>
    public void Set(MemberEntry member) => _members[member.Member.UserId] = member;

    /// <summary>Ends a membership. Project roles without one count for nothing.</summary>
    public void Remove(Guid userId) => _members.TryRemove(userId, out _);

    /// <summary>Takes over a project role; null takes it away.</summary>
    public void SetRole(Guid projectId, Guid userId, ProjectRole? role)
    {
        if (role is { } given)
        {
            _roles[(userId, projectId)] = given;
        }
        else
        {
            _roles.TryRemove((userId, projectId), out _);
        }
    }

    /// <summary>Takes all project roles of a person away.</summary>
    public void RemoveRoles(Guid userId)
    {
        foreach (var key in _roles.Keys.Where(k => k.User == userId))
        {
            _roles.TryRemove(key, out _);
        }
    }

    private ProjectRole? RoleOf(MemberEntry member, Guid? projectId) =>
        projectId is not { } project ? null
        : member.IsOrgAdmin ? ProjectRole.Admin
        : _roles.TryGetValue((member.Member.UserId, project), out var role) ? role
        : null;

    private static void RequireActive(MemberEntry member, OrganizationRow organization)
    {
        if (!member.Member.Active)
        {
            throw Error.Forbidden($"Your membership of the organization {organization.Slug} is deactivated; its admins can activate it again.");
        }

        if (!organization.IsActive)
        {
            throw organization.Status switch
            {
                "suspended" => Error.Forbidden($"The organization {organization.Slug} is suspended."),
                "deleting" => Error.NotFound("organization", organization.Id),
                var status => Error.Unavailable($"The organization {organization.Slug} is {status}. Try again shortly.", retryAfterSeconds: 2),
            };
        }
    }

    /// <summary>The organization with what follows from its settings, taken over as one.</summary>
    private sealed record Setting(OrganizationRow Organization, OrganizationDay Day, WorkCalendar Calendar)
    {
        public static Setting Of(OrganizationRow organization) =>
            new(organization, new OrganizationDay(organization.Settings.TimeZone), organization.Settings.Calendar.ToWorkCalendar());
    }
}
