using System.Collections.Concurrent;

namespace BraidMgr.Grains.Orgs;

/// <summary>What this silo knows of who owns which organization's database.</summary>
internal sealed class Ownerships
{
    private readonly ConcurrentDictionary<Guid, Ownership> _byOrganization = new();

    /// <summary>What is known of one organization.</summary>
    public Ownership Of(Guid organizationId) => _byOrganization.GetOrAdd(organizationId, static _ => new Ownership());
}
