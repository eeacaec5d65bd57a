using BraidMgr.Contracts.Access;
using Orleans.CodeGeneration;

namespace BraidMgr.Contracts.Projects;

/// <summary>
/// One project (key: organization and project), held in memory. Reads are answered from committed state; a write goes through the
/// organization's grain and is acknowledged when it is on disk. Every method authorizes its caller first; NOT_FOUND for a
/// caller without a role in it.
/// </summary>
[Alias("braid.project-grain"), Version(2)]
public interface IProjectGrain
    : IGrainWithStringKey, IProjectItems, IProjectAttachments, IProjectWorkstreams, IProjectNotes, IProjectDependencies, IProjectDashboard,
        IProjectWatching
{
    /// <summary>The project. Permission: view.</summary>
    ValueTask<Rendered> Get(Caller caller);

    /// <summary>Changes the fields sent. Permission: manage_project.</summary>
    Task<Rendered> Update(Change change, ProjectInput input);

    /// <summary>Deletes the project (softly). Permission: administer_project.</summary>
    Task Delete(Change change);

    /// <summary>Brings the deleted project back, within 30 days; NOT_FOUND when it is not deleted. Permission: administer_project.</summary>
    Task<Rendered> Restore(Change change);

    /// <summary>Refreshes the stored indicators and says how many changed. Permission: edit_items.</summary>
    Task<int> UpdateIndicators(Change change);

    /// <summary>What was done in the project, newest first; viewers see what concerns visible items. Permission: view.</summary>
    Task<ActivityPage> Activity(Caller caller, ActivityQuery query);

    /// <summary>
    /// A bounded piece of the project as a file, from the beginning or from where the piece before ended: nobody holds the whole.
    /// Permission: view; viewers get visible items only.
    /// </summary>
    Task<ExportPiece> Export(Caller caller, ExportQuery query, ExportPosition? from);
}

/// <summary>The files at the items of a project. Their bytes do not pass here.</summary>
public interface IProjectAttachments
{
    /// <summary>The files at an item, oldest first. Permission: view.</summary>
    Task<AttachmentList> ListAttachments(Caller caller, ItemRef item);

    /// <summary>A file at an item and where its bytes are. Permission: view.</summary>
    Task<StoredAttachment> FindAttachment(Caller caller, ItemRef item, Guid attachmentId);

    /// <summary>Whether the caller may add a file to an item, before its bytes are read. Permission: create_items.</summary>
    Task CheckUpload(Caller caller, ItemRef item);

    /// <summary>Puts a file whose bytes are stored at an item. Permission: create_items.</summary>
    Task<Attachment> AddAttachment(Change change, ItemRef item, UploadedFile file);

    /// <summary>Takes a file from an item: the uploader or a project admin; its bytes are then removed. Permission: create_items.</summary>
    Task<StoredAttachment> DeleteAttachment(Change change, ItemRef item, Guid attachmentId);
}

/// <summary>The items of a project.</summary>
public interface IProjectItems
{
    /// <summary>A filtered, sorted page. Permission: view; viewers see visible items only, drafts need edit_items.</summary>
    ValueTask<RenderedPage> ListItems(Caller caller, ItemQuery query);

    /// <summary>One item. Permission: view.</summary>
    ValueTask<Rendered> GetItem(Caller caller, ItemRef item);

    /// <summary>Adds an item; its number comes with the commit. Permission: create_items.</summary>
    Task<Rendered> CreateItem(Change change, ItemInput input);

    /// <summary>Changes the fields sent; PRECONDITION_FAILED when <paramref name="ifMatch"/> is not the current version. Permission: edit_items.</summary>
    Task<Rendered> UpdateItem(Change change, ItemRef item, ItemInput input, long? ifMatch);

    /// <summary>
    /// Changes many items, all or none. VALIDATION_ERROR names the changes that are wrong; PRECONDITION_FAILED when one is not bound to the
    /// current version. Answers with the items in the order of the changes. Permission: edit_items.
    /// </summary>
    Task<RenderedPage> UpdateItems(Change change, BulkChange bulk);

    /// <summary>Deletes an item (softly). Permission: manage_project.</summary>
    Task DeleteItem(Change change, ItemRef item, long? ifMatch);

    /// <summary>The items that can be restored, last deleted first. Permission: manage_project.</summary>
    Task<DeletedItemList> DeletedItems(Caller caller);

    /// <summary>Brings a deleted item back, with its notes, files and dependencies, within 30 days. Permission: manage_project.</summary>
    Task<Rendered> RestoreItem(Change change, ItemRef item);

    /// <summary>The last 50 changes of an item, as hosts of the version before ask for them. Permission: view.</summary>
    Task<ItemHistory> History(Caller caller, ItemRef item);

    /// <summary>A page of the changes of an item, newest first. Permission: view.</summary>
    Task<ItemHistory> HistoryPage(Caller caller, ItemRef item, HistoryQuery page);
}

/// <summary>The workstreams of a project.</summary>
public interface IProjectWorkstreams
{
    /// <summary>The workstreams in sort order. Permission: view.</summary>
    Task<WorkstreamList> ListWorkstreams(Caller caller);

    /// <summary>Adds a workstream; CONFLICT when the name is taken. Permission: manage_project.</summary>
    Task<Workstream> CreateWorkstream(Change change, WorkstreamInput input);

    /// <summary>Renames or moves a workstream. Permission: manage_project.</summary>
    Task<Workstream> UpdateWorkstream(Change change, Guid workstreamId, WorkstreamInput input);

    /// <summary>Removes a workstream; its items stay, without one. Permission: manage_project.</summary>
    Task DeleteWorkstream(Change change, Guid workstreamId);

    /// <summary>Sets the order; every workstream of the project must be named once. Permission: manage_project.</summary>
    Task<WorkstreamList> ReorderWorkstreams(Change change, IReadOnlyList<Guid> workstreamIds);
}

/// <summary>The notes on a project's items.</summary>
public interface IProjectNotes
{
    /// <summary>The notes on an item, newest first. Permission: view.</summary>
    Task<NoteList> ListNotes(Caller caller, ItemRef item);

    /// <summary>Adds a note. Permission: create_items.</summary>
    Task<ItemNote> AddNote(Change change, ItemRef item, NoteInput input);

    /// <summary>Changes a note. Its author, or manage_project.</summary>
    Task<ItemNote> UpdateNote(Change change, ItemRef item, Guid noteId, NoteInput input);

    /// <summary>Deletes a note. Its author, or manage_project.</summary>
    Task DeleteNote(Change change, ItemRef item, Guid noteId);
}

/// <summary>All projects of one organization (key: its id): what concerns more than one of them, or one that is not there yet.</summary>
[Alias("braid.projects-grain"), Version(2)]
public interface IProjectsGrain : IGrainWithGuidKey
{
    /// <summary>The projects that the caller may see, by name. Permission: org_member.</summary>
    Task<ProjectList> List(Caller caller);

    /// <summary>Creates a project; its creator becomes its admin. Permission: create_project.</summary>
    Task<Rendered> Create(Change change, ProjectInput input);

    /// <summary>The projects that the caller may restore, last deleted first. Permission: org_member.</summary>
    Task<DeletedProjectList> Deleted(Caller caller);

    /// <summary>Makes a new project of a v1 file, all or nothing; with <paramref name="dryRun"/> only reports. Permission: create_project.</summary>
    [ResponseTimeout("00:10:00")]
    Task<ImportReport> Import(Change change, string yaml, bool dryRun);

    /// <summary>Removes what imports left behind whose host died: no reader ever saw it. Answers how many rows that were.</summary>
    Task<long> SweepImports();
}
