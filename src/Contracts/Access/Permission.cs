using System.Text.Json.Serialization;
using BraidMgr.Contracts.Json;

namespace BraidMgr.Contracts.Access;

/// <summary>The rows of the permission matrix (data model, "Who may do what"). Every operation of the API names the row that guards it.</summary>
[JsonConverter(typeof(LabelConverter<Permission>))]
public enum Permission
{
    /// <summary>Anybody, signed in or not.</summary>
    [JsonStringEnumMemberName("anonymous")]
    Anonymous,

    /// <summary>A signed-in person, on what is their own.</summary>
    [JsonStringEnumMemberName("self")]
    Self,

    /// <summary>Every active member of the organization.</summary>
    [JsonStringEnumMemberName("org_member")]
    OrgMember,

    /// <summary>Owners and admins of the organization.</summary>
    [JsonStringEnumMemberName("org_admin")]
    OrgAdmin,

    /// <summary>Owners of the organization.</summary>
    [JsonStringEnumMemberName("org_owner")]
    OrgOwner,

    /// <summary>Creating and importing projects: organization admins, or all members where the organization's setting opens it.</summary>
    [JsonStringEnumMemberName("create_project")]
    CreateProject,

    /// <summary>View items, budget and activity; chat; export. From viewer.</summary>
    [JsonStringEnumMemberName("view")]
    View,

    /// <summary>Create items, add notes and files. From team member.</summary>
    [JsonStringEnumMemberName("create_items")]
    CreateItems,

    /// <summary>Edit items, see drafts. From team member.</summary>
    [JsonStringEnumMemberName("edit_items")]
    EditItems,

    /// <summary>Delete items, manage workstreams, project settings, edit the budget. From project manager.</summary>
    [JsonStringEnumMemberName("manage_project")]
    ManageProject,

    /// <summary>Delete the project, assign roles. Project admins.</summary>
    [JsonStringEnumMemberName("administer_project")]
    AdministerProject,
}

/// <summary>The permission matrix itself.</summary>
public static class PermissionMatrix
{
    /// <summary>The weakest project role that has the permission; only for rows about a project.</summary>
    public static ProjectRole WeakestRole(this Permission permission) => permission switch
    {
        Permission.View => ProjectRole.Viewer,
        Permission.CreateItems or Permission.EditItems => ProjectRole.TeamMember,
        Permission.ManageProject => ProjectRole.ProjectManager,
        Permission.AdministerProject => ProjectRole.Admin,
        _ => throw new ArgumentOutOfRangeException(nameof(permission), permission, "Not a row about a project."),
    };

    /// <summary>Whether a project role has the permission.</summary>
    public static bool Has(this ProjectRole role, Permission permission) => role >= permission.WeakestRole();
}
