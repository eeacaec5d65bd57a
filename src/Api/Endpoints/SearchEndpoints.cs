using BraidMgr.Api.Http;
using BraidMgr.Api.OpenApi;
using BraidMgr.Api.Pipeline;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Search;

namespace BraidMgr.Api.Endpoints;

/// <summary>Full text over items, notes and names of files.</summary>
internal sealed class SearchEndpoints(IGrainFactory grains)
{
    public void Map(IEndpointRouteBuilder api) =>
        api.MapGroup("/search").WithTags("Search").Get("", Search)
            .Op("search", "Finds items, notes and files by their words, best first", Permission.OrgMember).Query(Parameters.Search);

    private Task<SearchResults> Search(HttpContext http) =>
        grains.Search(http.Caller().OrganizationId).Search(http.Caller(), Queries.Search(http.Request));
}
