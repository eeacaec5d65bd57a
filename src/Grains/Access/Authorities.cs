using System.Collections.Concurrent;

namespace BraidMgr.Grains.Access;

/// <summary>
/// The authorities of this silo, one for each active <see cref="AccessGrain"/>. An organization's grains are in one place (architecture,
/// rule 8), so that they nearly always find theirs here; where it is elsewhere, they call it.
/// </summary>
internal sealed class Authorities
{
    private readonly ConcurrentDictionary<Guid, Authority> _byOrganization = new();

    /// <summary>The organization's authority, where its grain is active on this silo.</summary>
    public Authority? Find(Guid organizationId) => _byOrganization.GetValueOrDefault(organizationId);

    /// <summary>The grain is active from now on.</summary>
    public void Open(Guid organizationId, Authority authority) => _byOrganization[organizationId] = authority;

    /// <summary>The grain goes; another activation's authority stays.</summary>
    public void Close(Guid organizationId, Authority authority) => _byOrganization.TryRemove(KeyValuePair.Create(organizationId, authority));
}
