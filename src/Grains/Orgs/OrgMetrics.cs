using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace BraidMgr.Grains.Orgs;

/// <summary>What one organization's database reports of itself while an activation owns it; read when metrics are asked for.</summary>
/// <param name="OpenConnections">Connections that are open.</param>
/// <param name="BusyConnections">Those of them that are in use.</param>
/// <param name="WaitingQueries">Queries that wait for one.</param>
/// <param name="WaitingWrites">Writes that wait for their group.</param>
internal readonly record struct OrgGauges(int OpenConnections, int BusyConnections, int WaitingQueries, int WaitingWrites);

/// <summary>The metrics of organizations' databases.</summary>
internal static class OrgMetrics
{
    private static readonly ConcurrentDictionary<Guid, Func<OrgGauges>> Owned = new();
    private static readonly Meter Meter = Telemetry.Meter;

    private static readonly Histogram<int> GroupSize = Meter.CreateHistogram<int>("braid.group.size", description: "Writes in a group");

    private static readonly Histogram<double> CommitTime =
        Meter.CreateHistogram<double>("braid.group.commit", "s", "Time that groups took to commit");

    private static readonly Counter<long> Writes = Meter.CreateCounter<long>("braid.org.writes", description: "Writes sent, by organization");
    private static readonly Counter<long> Groups = Meter.CreateCounter<long>("braid.org.groups", description: "Groups sent, by organization");

    private static readonly Counter<double> CommitSeconds =
        Meter.CreateCounter<double>("braid.org.commit", "s", "Time spent in commits, by organization");

    private static readonly Histogram<double> QueryTime =
        Meter.CreateHistogram<double>("braid.query", "s", "Time that queries took, by the statement's name");

    private static readonly Counter<long> Losses =
        Meter.CreateCounter<long>("braid.epoch.losses", description: "Databases found taken over by another activation");

    private static readonly Counter<long> Unknown =
        Meter.CreateCounter<long>("braid.outcome.unknown", description: "Groups whose outcome could not be told");

    static OrgMetrics()
    {
        Gauge("braid.org.connections", "Connections of an organization", g => g.OpenConnections);
        Gauge("braid.org.connections.busy", "Connections in use", g => g.BusyConnections);
        Gauge("braid.org.waiting", "Queries that wait for a connection", g => g.WaitingQueries);
        Gauge("braid.org.writes.waiting", "Writes that wait for their group", g => g.WaitingWrites);
        Meter.CreateObservableGauge("braid.org.owned", () => Owned.Count, description: "Organizations whose database is owned here");
    }

    /// <summary>An organization's database is open here.</summary>
    public static void Opened(Guid organizationId, Func<OrgGauges> gauges)
    {
        Owned[organizationId] = gauges;

        // Shown from the start: to who watches for a rise, a series that begins with its first count has not risen.
        Losses.Add(0);
        Unknown.Add(0);
    }

    /// <summary>It is closed.</summary>
    public static void Closed(Guid organizationId) => Owned.TryRemove(organizationId, out _);

    /// <summary>A group was sent and answered.</summary>
    public static void Group(Guid organizationId, int writes, TimeSpan took)
    {
        GroupSize.Record(writes);
        CommitTime.Record(took.TotalSeconds);
        if (Writes.Enabled)
        {
            var tag = new KeyValuePair<string, object?>("organization", organizationId);
            Writes.Add(writes, tag);
            Groups.Add(1, tag);
            CommitSeconds.Add(took.TotalSeconds, tag);
        }
    }

    /// <summary>A query was answered.</summary>
    public static void Query(string name, TimeSpan took) => QueryTime.Record(took.TotalSeconds, new KeyValuePair<string, object?>("statement", name));

    /// <summary>Another activation has the database.</summary>
    public static void Lost() => Losses.Add(1);

    /// <summary>Nobody can tell what became of a group.</summary>
    public static void OutcomeUnknown() => Unknown.Add(1);

    private static void Gauge(string name, string description, Func<OrgGauges, int> value) =>
        Meter.CreateObservableGauge(name, () => Observe(value), description: description);

    private static IEnumerable<Measurement<int>> Observe(Func<OrgGauges, int> value) =>
        Owned.Select(o => new Measurement<int>(value(o.Value()), new KeyValuePair<string, object?>("organization", o.Key)));
}
