using System.Diagnostics;
using BraidMgr.Fault.Tests.Harness;

namespace BraidMgr.Fault.Tests.Load;

/// <summary>Writers of all projects of all organizations at once, and what they were promised.</summary>
internal sealed class ItemLoad(Installation installation) : IAsyncDisposable
{
    /// <summary>How many write at once.</summary>
    public const int Writers = 32;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Dictionary<Guid, Ledger> _ledgers =
        installation.Organizations.SelectMany(o => o.Projects).ToDictionary(p => p, _ => new Ledger());

    private readonly List<ItemWriter> _writers = [];
    private CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    /// <summary>What one project's writers were promised.</summary>
    public Ledger Of(Guid project) => _ledgers[project];

    /// <summary>Adds writers that use a host, spread over the projects.</summary>
    public IReadOnlyList<ItemWriter> With(Client client, int writers = Writers, TimeSpan pause = default)
    {
        var projects = installation.Organizations.SelectMany(o => o.Projects.Select(p => (Organization: o, Project: p))).ToList();
        var added = Enumerable.Range(0, writers).Select(i => projects[i % projects.Count])
            .Select(p => new ItemWriter(client, installation.Conduct, p.Organization, p.Project, _ledgers[p.Project]) { Between = pause }).ToList();
        _writers.AddRange(added);
        return added;
    }

    public void Start()
    {
        _stop.Dispose();
        _stop = new CancellationTokenSource();
        _running = RunAsync(_writers, _stop.Token);
    }

    /// <summary>How many changes were acknowledged.</summary>
    public int Successes => _writers.Sum(writer => writer.Successes);

    /// <summary>Lets every writer finish the request that it is at.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running;
    }

    /// <summary>Stops, also after a failure, so that no writer burdens what comes after the test.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    /// <summary>Retries what has no answer under its key, and looks up what is in doubt.</summary>
    public Task SettleAsync() => Task.WhenAll(_writers.Select(writer => writer.SettleAsync()));

    /// <summary>Waits until every writer has had a number of changes acknowledged from now on: within 20 s or so, and by itself.</summary>
    public async Task<TimeSpan> ProgressAsync(int changes = 1, TimeSpan? within = null)
    {
        var clock = Stopwatch.StartNew();
        var wanted = _writers.ConvertAll(writer => (Writer: writer, Successes: writer.Successes + changes));
        while (wanted.Any(w => w.Writer.Successes < w.Successes))
        {
            if (clock.Elapsed > (within ?? Patience))
            {
                throw new TimeoutException($"Writes do not go on after {clock.Elapsed}.\n{installation.Logs()}");
            }

            await Task.Delay(20);
        }

        return clock.Elapsed;
    }

    private static Task RunAsync(IReadOnlyList<ItemWriter> writers, CancellationToken until) =>
        Task.WhenAll(writers.Select(writer => Task.Run(() => writer.RunAsync(until), CancellationToken.None)));
}
