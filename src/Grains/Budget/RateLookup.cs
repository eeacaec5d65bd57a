using BraidMgr.Contracts.Budget;

namespace BraidMgr.Grains.Budget;

/// <summary>Finds the rate of a resource on a day.</summary>
internal static class RateLookup
{
    /// <summary>The rate card that holds on a day; names are compared ignoring case.</summary>
    public static RateCard? Find(IEnumerable<RateCard> cards, string resource, DateOnly day) => cards.FirstOrDefault(card =>
        card.ResourceName.Equals(resource, StringComparison.OrdinalIgnoreCase) && card.EffectiveFrom <= day && !(card.EffectiveTo < day));
}
