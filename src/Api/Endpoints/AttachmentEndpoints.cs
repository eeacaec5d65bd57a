using System.Security.Cryptography;
using System.Text;
using BraidMgr.Api.Http.Uploads;
using BraidMgr.Api.OpenApi;
using BraidMgr.Api.Pipeline;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Files;
using BraidMgr.Contracts.Projects;
using BraidMgr.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BraidMgr.Api.Endpoints;

/// <summary>
/// The files at an item. Bytes pass between client and object store, never through a grain: they are stored before the item knows of
/// them, and removed after it does not any more, so that a host that dies between leaves bytes that a sweep removes, and never a file
/// without bytes.
/// </summary>
internal sealed class AttachmentEndpoints(IGrainFactory grains, IObjectStore store)
{
    private readonly FileUpload _upload = new(store);

    public void Map(IEndpointRouteBuilder api)
    {
        var files = api.MapGroup("/projects/{projectId:guid}/items/{item}/attachments").WithTags("Files");
        files.Get("", List).Op("listAttachments", "Lists the files at an item, oldest first", Permission.View);
        files.Post("", Add).Op("addAttachment", "Adds a file: of a form, streamed", Permission.CreateItems)
            .Accepts<string>(System.Net.Mime.MediaTypeNames.Multipart.FormData)
            .TakesUpTo(FileUpload.MaxRequestBytes).StreamsBody().Returns<Attachment>(StatusCodes.Status201Created);
        files.Get("/{attachmentId:guid}", Download).Op("getAttachment", "Returns a file, or a range of it", Permission.View)
            .Produces<string>(StatusCodes.Status200OK, "application/octet-stream").TakesIfNoneMatch();
        files.Delete("/{attachmentId:guid}", Delete)
            .Op("deleteAttachment", "Deletes a file: one's own, or as admin of the project any", Permission.CreateItems);
    }

    private Task<AttachmentList> List(HttpContext http, Guid projectId, string item) =>
        Project(http, projectId).ListAttachments(http.Caller(), ItemRef.Parse(item));

    private async Task<Created<Attachment>> Add(HttpContext http, Guid projectId, string item)
    {
        var (project, reference) = (Project(http, projectId), ItemRef.Parse(item));
        await project.CheckUpload(http.Caller(), reference);
        var id = Guid.CreateVersion7();
        var file = await _upload.Receive(http, id, StorageKeys.Of(http.Caller().OrganizationId, id));
        Attachment? added = null;
        try
        {
            BodyReader.UseKey(http, () => SHA256.HashData(Encoding.UTF8.GetBytes($"{file.Sha256} {file.Filename}")));
            added = await project.AddAttachment(http.Change(), reference, file);
            return TypedResults.Created((string?)null, added);
        }
        catch (Exception e) when (FileUpload.WasNotMade(e))
        {
            await _upload.Discard(file.StorageKey);
            throw;
        }
        finally
        {
            if (added is not null && added.Id != file.Id)
            {
                // The answer of an earlier request under the same key: these bytes are there already.
                await _upload.Discard(file.StorageKey);
            }
        }
    }

    private async Task<FileResult> Download(HttpContext http, Guid projectId, string item, Guid attachmentId) =>
        new(store, (await Project(http, projectId).FindAttachment(http.Caller(), ItemRef.Parse(item), attachmentId)).File);

    private async Task<NoContent> Delete(HttpContext http, Guid projectId, string item, Guid attachmentId)
    {
        var deleted = await Project(http, projectId).DeleteAttachment(http.Change(), ItemRef.Parse(item), attachmentId);
        await _upload.Discard(deleted.StorageKey);
        return TypedResults.NoContent();
    }

    private IProjectAttachments Project(HttpContext http, Guid projectId) => grains.Project(http.Caller().OrganizationId, projectId);
}
