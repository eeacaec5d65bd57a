using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Orgs;
using BraidMgr.Grains.Orgs.Statements;
using BraidMgr.Grains.Projects.Statements;

namespace BraidMgr.Grains.Projects;

// The files at the project's items. Their bytes never pass here: hosts stream them between clients and the object store.
internal sealed partial class ProjectGrain
{
    /// <inheritdoc/>
    public async Task<AttachmentList> ListAttachments(Caller caller, ItemRef item)
    {
        var access = await Authorize(caller, Permission.View);
        var entry = await Find(await State(access), item, access);
        return new([.. (await _org.Query(new ListAttachments(entry.Item.Id)))!.Items.Select(stored => stored.Attachment)]);
    }

    /// <inheritdoc/>
    public async Task<StoredAttachment> FindAttachment(Caller caller, ItemRef item, Guid attachmentId)
    {
        var access = await Authorize(caller, Permission.View);
        var entry = await Find(await State(access), item, access);
        return await _org.Query(new FindAttachment(entry.Item.Id, attachmentId)) ?? throw Error.NotFound("attachment", attachmentId);
    }

    /// <inheritdoc/>
    public async Task CheckUpload(Caller caller, ItemRef item)
    {
        var access = await Authorize(caller, Permission.CreateItems);
        _ = await Find(await State(access), item, access);
    }

    /// <inheritdoc/>
    public async Task<Attachment> AddAttachment(Change change, ItemRef item, UploadedFile file)
    {
        var access = await Authorize(change.Caller, Permission.CreateItems);
        var itemId = (await Find(await State(access), item, access)).Item.Id;
        return await _answers.Once(change, StoredRows.Attachment, async () =>
        {
            var write = new CreateAttachment
            {
                Context = WriteContext.Of(change),
                ProjectId = _projectId,
                ItemId = itemId,
                AttachmentId = file.Id,
                File = file,
            };
            return (await CommitAttachment(write) ?? throw Error.NotFound("item", item)).Attachment;
        });
    }

    /// <inheritdoc/>
    public async Task<StoredAttachment> DeleteAttachment(Change change, ItemRef item, Guid attachmentId)
    {
        var access = await Authorize(change.Caller, Permission.CreateItems);
        var entry = await Find(await State(access), item, access);
        var stored = await _org.Query(new FindAttachment(entry.Item.Id, attachmentId)) ?? throw Error.NotFound("attachment", attachmentId);
        if (stored.Attachment.UploadedBy != change.Caller.UserId && access.ProjectRole < ProjectRole.Admin)
        {
            throw Error.Forbidden("A file is deleted by who uploaded it or by an admin of the project.");
        }

        var write = new DeleteAttachment
        {
            Context = WriteContext.Of(change),
            ProjectId = _projectId,
            ItemId = entry.Item.Id,
            AttachmentId = attachmentId,
        };
        return await CommitAttachment(write) ?? throw Error.NotFound("attachment", attachmentId);
    }

    private async Task<StoredAttachment?> CommitAttachment(AttachmentWrite write) =>
        (await Commit(write, (state, row) => state.Apply(row.Project)))?.Stored;
}
