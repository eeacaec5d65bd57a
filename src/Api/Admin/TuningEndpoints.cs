using System.Text.Json;
using BraidMgr.Api.Endpoints;
using BraidMgr.Api.Http;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Operations;

namespace BraidMgr.Api.Admin;

/// <summary>Indexes of an organization's own, and who uses what.</summary>
internal sealed class TuningEndpoints(IGrainFactory grains)
{
    private const string Kind = "org-index";

    public void Map(IEndpointRouteBuilder admin)
    {
        var indexes = admin.MapGroup("/orgs/{slug}/indexes").WithTags("Indexes");
        indexes.Get("", List).AdminOp("listOwnIndexes", "Lists the indexes that an organization has for itself");
        indexes.Get("/suggestions", Suggest).AdminOp("suggestIndexes", "Suggests indexes from what was slow");
        indexes.Post("", Add).AdminOp("addOwnIndex", "Begins a run that builds an index concurrently").Produces<Run>(202);
        indexes.Delete("/{name}", Drop).AdminOp("dropOwnIndex", "Begins a run that drops an index concurrently").Produces<Run>(202);
        admin.MapGroup("/top").WithTags("Organizations").Get("", Top).AdminOp("getTop", "Returns who uses what, over a second");
    }

    private Task<OrgIndexList> List(string slug) => grains.OrgTuning().Indexes(slug);

    private Task<SuggestedIndexList> Suggest(string slug) => grains.OrgTuning().Suggest(slug);

    private Task<OrgUsageList> Top(HttpContext http) => grains.OrgTuning().Top();

    private async Task<IResult> Add(HttpContext http, string slug, Body<AddIndex> body)
    {
        await grains.OrgTuning().CheckIndex(slug, body.Value);
        return await Begin(http, new IndexOrder(slug, body.Value.Table, body.Value.Columns!, null));
    }

    private async Task<IResult> Drop(HttpContext http, string slug, string name)
    {
        var all = await grains.OrgTuning().Indexes(slug);
        return all.Indexes.Any(i => i.Name == name)
            ? await Begin(http, new IndexOrder(slug, null, [], name))
            : throw Error.NotFound("index", name);
    }

    // Not while the organization is restored or moved: the index would be on the database that is dropped afterwards.
    private Task<IResult> Begin(HttpContext http, IndexOrder order) =>
        grains.Begin(http, Kind, $"organization {order.Slug}", JsonSerializer.Serialize(order, OperationsJson.Default.IndexOrder));
}
