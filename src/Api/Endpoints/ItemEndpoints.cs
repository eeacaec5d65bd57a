using BraidMgr.Api.Http;
using BraidMgr.Api.Json;
using BraidMgr.Api.OpenApi;
using BraidMgr.Api.Pipeline;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Projects;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BraidMgr.Api.Endpoints;

/// <summary>The items of a project; <c>{item}</c> is an item's number or its id.</summary>
internal sealed class ItemEndpoints(IGrainFactory grains)
{
    public void Map(IEndpointRouteBuilder api)
    {
        var items = api.MapGroup("/projects/{projectId:guid}/items").WithTags("Items");
        items.Get("", List).Op("listItems", "Lists items, filtered, sorted, by page", Permission.View)
            .Query(Parameters.Items).Returns<ItemPage>().TakesIfNoneMatch();
        items.Post("", Create).Op("createItem", "Adds an item", Permission.CreateItems).Returns<Item>(StatusCodes.Status201Created);
        items.Patch("", UpdateMany).Op("patchItems", "Changes many items, all or none", Permission.EditItems).Returns<ItemPage>();
        items.Get("/deleted", Deleted).Op("listDeletedItems", "Lists the items that can be restored", Permission.ManageProject);
        items.Post("/{item}/restore", Restore)
            .Op("restoreItem", "Brings a deleted item back, within 30 days", Permission.ManageProject).Returns<Item>();
        items.Get("/{item}", Get).Op("getItem", "Returns an item", Permission.View).Returns<Item>().TakesIfNoneMatch();
        items.Put("/{item}", Update).Op("putItem", "Changes the fields sent", Permission.EditItems).Returns<Item>().TakesIfMatch();
        items.Patch("/{item}", Update).Op("patchItem", "Changes the fields sent", Permission.EditItems).Returns<Item>().TakesIfMatch();
        items.Delete("/{item}", Delete).Op("deleteItem", "Deletes an item", Permission.ManageProject).TakesIfMatch();
        items.Get("/{item}/history", History)
            .Op("getItemHistory", "Lists the changes of an item, newest first, by page", Permission.View).Query(Parameters.History);
    }

    private async Task<RenderedPageResult> List(HttpContext http, Guid projectId)
    {
        var (caller, query, known) = (http.Caller(), Queries.Items(http.Request), ETags.Known(http.Request));
        return new(await grains.Project(caller.OrganizationId, projectId).ListItems(
            caller, known.Count == 0 ? query : query with { KnownETags = known }));
    }

    private async Task<RenderedResult> Create(HttpContext http, Guid projectId, Body<ItemInput> body) =>
        new(await Project(http, projectId).CreateItem(http.Change(), body.Value), StatusCodes.Status201Created);

    private async Task<RenderedResult> Get(HttpContext http, Guid projectId, string item)
    {
        var caller = http.Caller();
        return new(await grains.Project(caller.OrganizationId, projectId).GetItem(caller, ItemRef.Parse(item)));
    }

    private async Task<RenderedResult> Update(HttpContext http, Guid projectId, string item, Body<ItemInput> body) =>
        new(await Project(http, projectId).UpdateItem(http.Change(), ItemRef.Parse(item), body.Value, http.Request.IfMatch()));

    private async Task<RenderedPageResult> UpdateMany(HttpContext http, Guid projectId, Body<BulkChange> body) =>
        new(await Project(http, projectId).UpdateItems(http.Change(), body.Value));

    private Task<DeletedItemList> Deleted(HttpContext http, Guid projectId) => Project(http, projectId).DeletedItems(http.Caller());

    private async Task<RenderedResult> Restore(HttpContext http, Guid projectId, string item) =>
        new(await Project(http, projectId).RestoreItem(http.Change(), ItemRef.Parse(item)));

    private async Task<NoContent> Delete(HttpContext http, Guid projectId, string item)
    {
        await Project(http, projectId).DeleteItem(http.Change(), ItemRef.Parse(item), http.Request.IfMatch());
        return TypedResults.NoContent();
    }

    private Task<ItemHistory> History(HttpContext http, Guid projectId, string item) =>
        Project(http, projectId).HistoryPage(http.Caller(), ItemRef.Parse(item), Queries.History(http.Request));

    private IProjectGrain Project(HttpContext http, Guid projectId) => grains.Project(http.Caller().OrganizationId, projectId);
}
