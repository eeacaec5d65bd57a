using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Budget;
using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Access;
using BraidMgr.Grains.Budget.Statements;
using BraidMgr.Grains.Orgs;
using BraidMgr.Grains.Orgs.Statements;
using Orleans.Concurrency;

namespace BraidMgr.Grains.Budget;

/// <summary>What resources cost, in all of one organization. A resource has one rate on a day; the statement sees to it.</summary>
[Reentrant]
internal sealed class RateCardsGrain : Grain, IRateCardsGrain
{
    private readonly Guid _organizationId;
    private readonly IOrgGrain _org;
    private readonly OrgAccess _access;
    private readonly Answers _answers;
    private readonly KeyedTurns<Guid> _turns = new();

    /// <summary>Made by the engine.</summary>
    public RateCardsGrain(Authorities authorities)
    {
        _organizationId = this.GetPrimaryKey();
        (_org, _access) = (GrainFactory.Org(_organizationId), new OrgAccess(authorities, GrainFactory, _organizationId));
        _answers = new Answers(_org);
    }

    /// <inheritdoc/>
    public async Task<RateCardList> List(Caller caller)
    {
        await Authorize(caller);
        var rows = (await _org.Query(new ListRateCards()))!.Items;
        return new(rows, rows.Count);
    }

    /// <inheritdoc/>
    public async Task<RateCard> Get(Caller caller, Guid rateCardId)
    {
        await Authorize(caller);
        return await Find(rateCardId);
    }

    /// <inheritdoc/>
    public async Task<RateCard> Add(Change change, RateCardInput input)
    {
        await Authorize(change.Caller);
        return await _answers.Once(change, StoredBudget.RateCard, () =>
            Save(change, new RateCard(Ids.Next(), "", null, null, 0, default, null, default), input));
    }

    /// <inheritdoc/>
    public async Task<RateCard> Update(Change change, Guid rateCardId, RateCardInput input)
    {
        await Authorize(change.Caller);
        return await _turns.Run(rateCardId, async () => await Save(change, await Find(rateCardId), input));
    }

    /// <inheritdoc/>
    public async Task Delete(Change change, Guid rateCardId)
    {
        await Authorize(change.Caller);
        var write = new DeleteRateCard(await Find(rateCardId)) { Context = WriteContext.Of(change) };
        _ = await _org.Execute(write) ?? throw Error.NotFound("rate card", rateCardId);
    }

    private async Task<RateCard> Save(Change change, RateCard before, RateCardInput input)
    {
        var wanted = BudgetChecks.Check(
            before with
            {
                ResourceName = input.ResourceName.Or(before.ResourceName) ?? before.ResourceName,
                Role = input.Role.Or(before.Role),
                Geography = input.Geography.Or(before.Geography),
                HourlyRate = input.HourlyRate.Or(before.HourlyRate) ?? before.HourlyRate,
                EffectiveFrom = input.EffectiveFrom.Or(before.EffectiveFrom) ?? before.EffectiveFrom,
                EffectiveTo = input.EffectiveTo.Or(before.EffectiveTo),
            },
            input);
        var isNew = before.CreatedAt == default;
        return await _org.Execute(new SaveRateCard(wanted, isNew) { Context = WriteContext.Of(change) })
            ?? throw (isNew || await Stored(wanted.Id) is not null ? Overlaps(wanted) : Error.NotFound("rate card", wanted.Id));
    }

    private async Task<RateCard> Find(Guid id) => await Stored(id) ?? throw Error.NotFound("rate card", id);

    private Task<RateCard?> Stored(Guid id) => _org.Query(new FindRateCard(id));

    private async Task Authorize(Caller caller)
    {
        var access = caller.OrganizationId == _organizationId ? await _access.Authorize(caller) : throw Error.NotFound("organization");
        if (access.OrgRole < OrgRole.Admin)
        {
            throw Error.Forbidden("Rate cards are kept by admins of the organization.");
        }
    }

    private static BraidException Overlaps(RateCard card) => Error.Conflict(
        $"{card.ResourceName} has another rate between {card.EffectiveFrom:yyyy-MM-dd} and {card.EffectiveTo?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) ?? "later"}; end it first (effective_to).");
}
