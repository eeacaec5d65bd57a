using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Orgs;
using BraidMgr.Grains.Orgs.Statements;
using BraidMgr.Grains.Projects.Statements;

namespace BraidMgr.Grains.Projects;

// The notes on the project's items. They are not held in memory: they are read seldom and can be long.
internal sealed partial class ProjectGrain
{
    /// <inheritdoc/>
    public async Task<NoteList> ListNotes(Caller caller, ItemRef item)
    {
        var access = await Authorize(caller, Permission.View);
        var entry = await Find(await State(access), item, access);
        return new((await _org.Query(new ListNotes(entry.Item.Id)))!.Items);
    }

    /// <inheritdoc/>
    public async Task<ItemNote> AddNote(Change change, ItemRef item, NoteInput input)
    {
        var access = await Authorize(change.Caller, Permission.CreateItems);
        var itemId = (await Find(await State(access), item, access)).Item.Id;
        return await _answers.Once(change, StoredRows.Note, async () =>
        {
            CheckNote(input, contentRequired: true);
            var write = new CreateNote
            {
                Context = WriteContext.Of(change),
                ProjectId = _projectId,
                ItemId = itemId,
                NoteId = Ids.Next(),
                NoteDate = input.NoteDate ?? access.Today,
                Content = input.Content,
            };
            return await CommitNote(write) ?? throw Error.NotFound("item", item);
        });
    }

    /// <inheritdoc/>
    public async Task<ItemNote> UpdateNote(Change change, ItemRef item, Guid noteId, NoteInput input)
    {
        var note = await OwnNote(change, item, noteId);
        CheckNote(input, contentRequired: false);
        var write = new UpdateNote
        {
            Context = WriteContext.Of(change),
            ProjectId = _projectId,
            ItemId = note.ItemId,
            NoteId = noteId,
            NoteDate = input.NoteDate,
            Content = input.Content,
        };
        return await CommitNote(write) ?? throw Error.NotFound("note", noteId);
    }

    /// <inheritdoc/>
    public async Task DeleteNote(Change change, ItemRef item, Guid noteId)
    {
        var note = await OwnNote(change, item, noteId);
        var write = new DeleteNote { Context = WriteContext.Of(change), ProjectId = _projectId, ItemId = note.ItemId, NoteId = noteId };
        _ = await CommitNote(write) ?? throw Error.NotFound("note", noteId);
    }

    /// <summary>A note that the caller may change: its author with the right to add notes, or whoever manages the project.</summary>
    private async Task<ItemNote> OwnNote(Change change, ItemRef item, Guid noteId)
    {
        var access = await Authorize(change.Caller, Permission.CreateItems);
        var entry = await Find(await State(access), item, access);
        var note = await _org.Query(new FindNote(entry.Item.Id, noteId)) ?? throw Error.NotFound("note", noteId);
        return note.CreatedBy == change.Caller.UserId || access.ProjectRole >= ProjectRole.ProjectManager
            ? note
            : throw Error.Forbidden("A note is changed by its author or by a project manager.");
    }

    private async Task<ItemNote?> CommitNote(NoteWrite write) => (await Commit(write, (state, row) => state.Apply(row.Project)))?.Note;

    private static void CheckNote(NoteInput input, bool contentRequired)
    {
        var errors = new ValidationErrors();
        if (contentRequired && input.Content is null)
        {
            errors.Add("content", "is required");
        }

        errors.Text("content", input.Content, 20_000, 1);
        errors.ThrowIfAny();
    }
}
