using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Orgs.Statements;
using BraidMgr.Grains.Projects.Statements;

namespace BraidMgr.Grains.Projects.Feed;

/// <summary>Says of a committed write of the project's grain what those who watch are told: nothing of one that does not raise the project's version.</summary>
internal static class ChangeOf
{
    /// <summary>The changes that a write made, one for each number by which it raised the project's version.</summary>
    /// <param name="before">The project as memory had it before; null when it was not loaded.</param>
    /// <param name="write">The write.</param>
    /// <param name="committed">The row that it returned.</param>
    public static IEnumerable<ProjectCommit> Write(ProjectState? before, Write write, object committed) => (write, committed) switch
    {
        (UpdateItems update, ItemsCommitted rows) => update.Items.Select(item =>
            new ProjectCommit(rows.Project, "item", item.Id, "update", IsForViewers(item) || WasForViewers(before, item.Id))),
        _ => One(before, write, committed) is { } change ? [change] : [],
    };

    private static ProjectCommit? One(ProjectState? before, Write write, object committed) => (write, committed) switch
    {
        (_, ItemCommitted row) => new(row.Project, "item", row.Item.Id, ActionOf(write), IsForViewers(row.Item) || WasForViewers(before, row.Item.Id)),
        (_, NoteCommitted row) => new(row.Project, "note", row.Note.Id, ActionOf(write), WasForViewers(before, row.Note.ItemId)),
        (_, AttachmentCommitted row) => new(
            row.Project, "attachment", row.Stored.Attachment.Id, ActionOf(write), WasForViewers(before, row.Stored.Attachment.ItemId)),
        (_, WorkstreamCommitted row) => new(row.Project, "workstream", row.Workstream.Id, ActionOf(write)),
        (_, DependencyCommitted row) => new(
            row.Project, "dependency", row.Dependency.ItemId, ActionOf(write),
            WasForViewers(before, row.Dependency.ItemId) && WasForViewers(before, row.Dependency.DependsOnId)),
        (UpdateProject, Project project) => new(new(project.Version, project.NextItemNum, project.UpdatedAt), "project", project.Id, "update"),
        (RestoreProject, Project project) => new(new(project.Version, project.NextItemNum, project.UpdatedAt), "project", project.Id, "restore"),
        (DeleteProject delete, ProjectStamp stamp) => new(stamp, "project", delete.ProjectId, "delete"),
        (ReorderWorkstreams reorder, ProjectStamp stamp) => new(stamp, "workstream", reorder.ProjectId, "reorder"),
        _ => null,
    };

    private static string ActionOf(Write write) => write switch
    {
        CreateItem or CreateNote or CreateAttachment or CreateWorkstream or AddDependency => "create",
        DeleteItem or DeleteNote or DeleteAttachment or DeleteWorkstream or RemoveDependency => "delete",
        RestoreItem => "restore",
        _ => "update",
    };

    private static bool WasForViewers(ProjectState? before, Guid itemId) =>
        before?.IsForViewers(itemId) == true;

    private static bool IsForViewers(Item item) => item is { ClientVisible: true, Draft: false };
}
