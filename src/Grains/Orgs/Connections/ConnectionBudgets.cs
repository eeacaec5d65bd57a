using System.Collections.Concurrent;
using BraidMgr.Grains.Cluster;

namespace BraidMgr.Grains.Orgs.Connections;

/// <summary>The budgets of the PostgreSQL servers that this silo speaks to.</summary>
internal sealed class ConnectionBudgets(ISiloStanding standing)
{
    private readonly ConcurrentDictionary<(string Host, int Port, int Limit), ConnectionBudget> _budgets = new();

    /// <summary>The budget of a server; a changed limit makes another, which organizations join as they activate.</summary>
    public ConnectionBudget Of(string host, int port, int limit) =>
        _budgets.GetOrAdd((host, port, limit), key => new ConnectionBudget($"{key.Host}:{key.Port}", key.Limit, () => standing.ActiveSilos));
}
