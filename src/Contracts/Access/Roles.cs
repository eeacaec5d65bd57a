using System.Text.Json.Serialization;
using BraidMgr.Contracts.Json;

namespace BraidMgr.Contracts.Access;

/// <summary>A person's role in an organization; enum <c>org_role</c> of the central database.</summary>
[JsonConverter(typeof(LabelConverter<OrgRole>))]
public enum OrgRole
{
    /// <summary>Sees the projects where a project role was given.</summary>
    [JsonStringEnumMemberName("member")]
    Member,

    /// <summary>Is admin of every project; manages members.</summary>
    [JsonStringEnumMemberName("admin")]
    Admin,

    /// <summary>As admin; deletes the organization and changes owners. There is always one.</summary>
    [JsonStringEnumMemberName("owner")]
    Owner,
}

/// <summary>A person's role in a project, weakest first; enum <c>project_role</c> of an organization's database.</summary>
[JsonConverter(typeof(LabelConverter<ProjectRole>))]
public enum ProjectRole
{
    /// <summary>Sees what is visible to clients.</summary>
    [JsonStringEnumMemberName("viewer")]
    Viewer,

    /// <summary>Creates and edits items.</summary>
    [JsonStringEnumMemberName("team_member")]
    TeamMember,

    /// <summary>Deletes items; manages workstreams, settings and budget.</summary>
    [JsonStringEnumMemberName("project_manager")]
    ProjectManager,

    /// <summary>Deletes the project and assigns roles.</summary>
    [JsonStringEnumMemberName("admin")]
    Admin,
}
