using System.Data.Common;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Central;
using BraidMgr.Silo.Hosting;

namespace BraidMgr.Silo.Operations;

/// <summary>How a host and what it depends on are. Answers are kept for a second, so that asking costs nobody anything.</summary>
public sealed class HostHealth(IServiceProvider services, IGrainFactory grains, CentralHealth central, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _turn = new(1);
    private HostStatus? _last;
    private bool _hasServed;
    private long _at;

    /// <summary>Looks at grains and central database; never throws.</summary>
    public async Task<HostStatus> LookAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_last is null || time.GetElapsedTime(_at) > KeptFor)
            {
                _last = new HostStatus(await Try(GrainsAnswer), await Try(AskCentral), await Try(() => EngineHosting.CountSilos(services)), _hasServed);
                _hasServed |= _last.IsReady;
                _at = time.GetTimestamp();
            }

            return _last;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task<bool> GrainsAnswer() => (await grains.SigningKeys().VerificationKeys()).Count > 0;

    private async Task<CentralStatus?> AskCentral() => await central.Check();

    private async Task<T?> Try<T>(Func<Task<T>> question)
    {
        try
        {
            return await question().WaitAsync(Patience, time);
        }
        catch (Exception e) when (e is BraidException or TimeoutException or OrleansException or DbException)
        {
            return default;
        }
    }
}

/// <summary>How a host is.</summary>
/// <param name="GrainsAnswer">A grain call came back.</param>
/// <param name="Central">The central database; null when it does not answer.</param>
/// <param name="Silos">Active silos of the cluster; 0 when nobody can tell.</param>
/// <param name="HasServed">It was ready before.</param>
public sealed record HostStatus(bool GrainsAnswer, CentralStatus? Central, int Silos, bool HasServed)
{
    /// <summary>
    /// Whether requests can be served. A central database that is away takes no host that has served out of service: whoever is signed in is
    /// served from memory and from their own organization's database, and all hosts at once would be gone.
    /// </summary>
    public bool IsReady => GrainsAnswer && (HasServed || Central is { IsMigrated: true });
}
