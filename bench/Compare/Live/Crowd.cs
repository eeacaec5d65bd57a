using System.Diagnostics;

namespace BraidMgr.Compare.Live;

/// <summary>Many connections that have joined one session, and how long a message takes to the last of them.</summary>
internal sealed class Crowd : IAsyncDisposable
{
    private const int ConnectAtOnce = 32;

    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly List<HubSocket> _watchers = [];
    private readonly string _session;
    private readonly HubSocket _sender;
    private readonly Stopwatch _sincePing = Stopwatch.StartNew();
    private TaskCompletionSource<long> _all = new();
    private int _waitedFor;

    private Crowd(string session, HubSocket sender) => (_session, _sender) = (session, sender);

    /// <summary>Connects so many, and one that sends.</summary>
    public static async Task<Crowd> GatherAsync(Hub hub, int watchers, CancellationToken cancellationToken)
    {
        var session = await hub.NewSession(cancellationToken);
        var crowd = new Crowd(session, await hub.ConnectAsync(cancellationToken));
        while (crowd._watchers.Count < watchers)
        {
            var joining = Enumerable.Range(0, Math.Min(ConnectAtOnce, watchers - crowd._watchers.Count)).Select(_ => hub.JoinAsync([session], cancellationToken));
            crowd._watchers.AddRange(await Task.WhenAll(joining));
        }

        crowd._watchers.ForEach(watcher => watcher.Heard = crowd.HeardByOne);
        return crowd;
    }

    /// <summary>Sends one message after the other; the milliseconds from each call of Send until the last watcher has it, sorted.</summary>
    public async Task<List<double>> MeasureAsync(int messages, CancellationToken cancellationToken)
    {
        var times = new List<double>(messages);
        for (var i = 0; i < messages; i++)
        {
            await PingAsync(cancellationToken);
            _all = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref _waitedFor, _watchers.Count);
            var start = Stopwatch.GetTimestamp();
            await Hub.SendAsync(_sender, _session, i, cancellationToken);
            var end = await _all.Task.WaitAsync(Patience, cancellationToken);
            times.Add(Stopwatch.GetElapsedTime(start, end).TotalMilliseconds);
        }

        times.Sort();
        return times;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _sender.DisposeAsync();
        foreach (var watcher in _watchers)
        {
            await watcher.DisposeAsync();
        }
    }

    private void HeardByOne()
    {
        if (Interlocked.Decrement(ref _waitedFor) == 0)
        {
            _all.TrySetResult(Stopwatch.GetTimestamp());
        }
    }

    // Between messages, so that it is no part of what is measured.
    private async Task PingAsync(CancellationToken cancellationToken)
    {
        if (_sincePing.Elapsed < PingEvery)
        {
            return;
        }

        foreach (var socket in _watchers.Append(_sender))
        {
            await socket.PingAsync(cancellationToken);
        }

        _sincePing.Restart();
    }
}
