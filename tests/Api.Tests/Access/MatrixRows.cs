using BraidMgr.Contracts.Access;

namespace BraidMgr.Api.Tests.Access;

/// <summary>
/// The data model's "Who may do what", said once more and not read from the product: a row that is given to another role, or an operation
/// that is put into another row, is noticed. A new operation has to be put into one here.
/// </summary>
internal static class MatrixRows
{
    private static readonly Dictionary<Permission, ProjectRole[]> Roles = new()
    {
        [Permission.View] = [ProjectRole.Viewer, ProjectRole.TeamMember, ProjectRole.ProjectManager, ProjectRole.Admin],
        [Permission.CreateItems] = [ProjectRole.TeamMember, ProjectRole.ProjectManager, ProjectRole.Admin],
        [Permission.EditItems] = [ProjectRole.TeamMember, ProjectRole.ProjectManager, ProjectRole.Admin],
        [Permission.ManageProject] = [ProjectRole.ProjectManager, ProjectRole.Admin],
        [Permission.AdministerProject] = [ProjectRole.Admin],
    };

    private static readonly Dictionary<Permission, string> Operations = new()
    {
        [Permission.Anonymous] =
            "getHealth getLiveness getReadiness register login refresh logout forgotPassword resetPassword verifyEmail",
        [Permission.Self] = """
            getMe updateMe exportMe eraseMe changePassword logoutEverywhere switchOrganization listOrganizations createOrganization
            acceptInvitation
            """,
        [Permission.OrgMember] = """
            getOrganization getLogo listMembers getMember listProjects listDeletedProjects search listPortfolios getPortfolio
            getPortfolioDashboard listChatSessions searchChat
            """,
        [Permission.OrgAdmin] = """
            updateOrganization setLogo deleteLogo getAudit addMember changeMember removeMember listInvitations invite withdrawInvitation
            listRateCards getRateCard addRateCard updateRateCard deleteRateCard
            """,
        [Permission.OrgOwner] = "deleteOrganization",
        [Permission.CreateProject] = """
            createProject importProject createPortfolio updatePortfolio deletePortfolio addPortfolioProject removePortfolioProject
            """,
        [Permission.View] = """
            getProject getActivity getDashboard exportProject listItems getItem getItemHistory listNotes listAttachments getAttachment
            listDependencies getCriticalPath listWorkstreams getWorkstream getBudget listAllocations getAllocation listProjectMembers
            getProjectMember createChatSession getChatSession putChatSession deleteChatSession listChatMembers addChatMember
            removeChatMember listChatMessages postChatMessage
            """,
        [Permission.CreateItems] = """
            createItem addNote updateNote deleteNote addAttachment deleteAttachment listTimesheets getTimesheet exportBudget
            """,
        [Permission.EditItems] = "putItem patchItem patchItems addDependency removeDependency updateIndicators",
        [Permission.ManageProject] = """
            updateProject deleteItem listDeletedItems restoreItem createWorkstream updateWorkstream deleteWorkstream putWorkstreamOrder
            reorderWorkstreams addAllocation updateAllocation deleteAllocation addTimesheet updateTimesheet deleteTimesheet
            importTimesheets importBudget
            """,
        [Permission.AdministerProject] = "deleteProject restoreProject setProjectRole removeProjectRole",
    };

    /// <summary>Whether a role in a project may do what a row is about.</summary>
    public static bool MayDo(this ProjectRole role, Permission row) => Roles[row].Contains(role);

    /// <summary>The rows that an operation is in, which is one.</summary>
    public static IEnumerable<Permission> Of(string? operation) =>
        Operations.Where(row => row.Value.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).Contains(operation)).Select(row => row.Key);
}
