using BraidMgr.Api.Http;
using BraidMgr.Api.OpenApi;
using BraidMgr.Api.Pipeline;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Projects;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BraidMgr.Api.Endpoints;

/// <summary>The dated notes on an item.</summary>
internal sealed class NoteEndpoints(IGrainFactory grains)
{
    public void Map(IEndpointRouteBuilder api)
    {
        var notes = api.MapGroup("/projects/{projectId:guid}/items/{item}/notes").WithTags("Notes");
        notes.Get("", List).Op("listNotes", "Lists the notes on an item, newest first", Permission.View);
        notes.Post("", Add).Op("addNote", "Adds a note", Permission.CreateItems);
        notes.Put("/{noteId:guid}", Update).Op("updateNote", "Changes a note: one's own, or as project manager any", Permission.CreateItems);
        notes.Delete("/{noteId:guid}", Delete).Op("deleteNote", "Deletes a note: one's own, or as project manager any", Permission.CreateItems);
    }

    private Task<NoteList> List(HttpContext http, Guid projectId, string item) =>
        Project(http, projectId).ListNotes(http.Caller(), ItemRef.Parse(item));

    private async Task<Created<ItemNote>> Add(HttpContext http, Guid projectId, string item, Body<NoteInput> body) =>
        TypedResults.Created((string?)null, await Project(http, projectId).AddNote(http.Change(), ItemRef.Parse(item), body.Value));

    private Task<ItemNote> Update(HttpContext http, Guid projectId, string item, Guid noteId, Body<NoteInput> body) =>
        Project(http, projectId).UpdateNote(http.Change(), ItemRef.Parse(item), noteId, body.Value);

    private async Task<NoContent> Delete(HttpContext http, Guid projectId, string item, Guid noteId)
    {
        await Project(http, projectId).DeleteNote(http.Change(), ItemRef.Parse(item), noteId);
        return TypedResults.NoContent();
    }

    private IProjectNotes Project(HttpContext http, Guid projectId) => grains.Project(http.Caller().OrganizationId, projectId);
}
