namespace BraidMgr.Grains.Accounts;

/// <summary>
/// Failed sign-ins of one account, by the client's network: five within 15 minutes close the account for 15 to that network,
/// so that nobody can lock another out.
/// </summary>
internal sealed class FailedSignIns
{
    /// <summary>How many failures close the account.</summary>
    public const int Limit = 5;

    /// <summary>In what time they must happen, and for how long the account is then closed.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    /// <summary>Networks remembered at most; beyond, the one that failed longest ago is forgotten.</summary>
    private const int MaxNetworks = 1000;

    private readonly Dictionary<string, Failures> _byNetwork = [];

    /// <summary>For how long the account is still closed to a network; null when it is open.</summary>
    public TimeSpan? ClosedFor(string network, DateTimeOffset now) =>
        _byNetwork.TryGetValue(network, out var failures) && failures.ClosedUntil > now ? failures.ClosedUntil - now : null;

    /// <summary>Counts a failure.</summary>
    public void Add(string network, DateTimeOffset now)
    {
        var recent = _byNetwork.TryGetValue(network, out var before) ? before.Times.Where(t => t > now - Window) : [];
        DateTimeOffset[] times = [.. recent, now];
        var closed = times.Length >= Limit;
        Forget(now);
        _byNetwork[network] = new(closed ? [] : times, closed ? now + Window : default, now);
    }

    /// <summary>Forgets the failures of a network that has signed in.</summary>
    public void Clear(string network) => _byNetwork.Remove(network);

    private void Forget(DateTimeOffset now)
    {
        if (_byNetwork.Count < MaxNetworks)
        {
            return;
        }

        foreach (var (network, _) in _byNetwork.Where(f => f.Value.Last <= now - Window).ToList())
        {
            _byNetwork.Remove(network);
        }

        if (_byNetwork.Count >= MaxNetworks)
        {
            _byNetwork.Remove(_byNetwork.MinBy(f => f.Value.Last).Key);
        }
    }

    private sealed record Failures(DateTimeOffset[] Times, DateTimeOffset ClosedUntil, DateTimeOffset Last);
}
