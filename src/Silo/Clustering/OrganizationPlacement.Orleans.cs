using Orleans.Runtime.Placement;

namespace BraidMgr.Silo.Clustering;

/// <summary>Places grains by the organization that their key begins with (architecture, rule 8).</summary>
[GenerateSerializer, Immutable, Alias("braid.organization-placement")]
internal sealed class OrganizationPlacement : PlacementStrategy;

/// <summary>Chooses an organization's silo, the same on every silo.</summary>
internal sealed class OrganizationPlacementDirector : IPlacementDirector
{
    /// <inheritdoc/>
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context) =>
        Task.FromResult(Rendezvous.Choose(target.GrainIdentity, context.GetCompatibleSilos(target)));
}
