using BraidMgr.Api.Http;
using BraidMgr.Api.OpenApi;
using BraidMgr.Api.Pipeline;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Budget;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BraidMgr.Api.Endpoints;

/// <summary>What resources cost, in all of the organization.</summary>
internal sealed class RateCardEndpoints(IGrainFactory grains)
{
    public void Map(IEndpointRouteBuilder api)
    {
        var cards = api.MapGroup("/rate-cards").WithTags("Budget");
        cards.Get("", List).Op("listRateCards", "Lists the rates, by resource and day", Permission.OrgAdmin);
        cards.Get("/{rateCardId:guid}", Get).Op("getRateCard", "Returns a rate of a resource", Permission.OrgAdmin);
        cards.Post("", Add).Op("addRateCard", "Adds a rate of a resource", Permission.OrgAdmin);
        cards.Put("/{rateCardId:guid}", Update).Op("updateRateCard", "Changes the fields sent", Permission.OrgAdmin);
        cards.Delete("/{rateCardId:guid}", Delete).Op("deleteRateCard", "Removes a rate; entries made at it stay", Permission.OrgAdmin);
    }

    private Task<RateCardList> List(HttpContext http) => RateCards(http).List(http.Caller());

    private Task<RateCard> Get(HttpContext http, Guid rateCardId) => RateCards(http).Get(http.Caller(), rateCardId);

    private async Task<Created<RateCard>> Add(HttpContext http, Body<RateCardInput> body) =>
        TypedResults.Created((string?)null, await RateCards(http).Add(http.Change(), body.Value));

    private Task<RateCard> Update(HttpContext http, Guid rateCardId, Body<RateCardInput> body) =>
        RateCards(http).Update(http.Change(), rateCardId, body.Value);

    private async Task<NoContent> Delete(HttpContext http, Guid rateCardId)
    {
        await RateCards(http).Delete(http.Change(), rateCardId);
        return TypedResults.NoContent();
    }

    private IRateCardsGrain RateCards(HttpContext http) => grains.RateCards(http.Caller().OrganizationId);
}
