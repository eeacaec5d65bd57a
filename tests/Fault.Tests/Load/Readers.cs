using BraidMgr.Fault.Tests.Harness;

namespace BraidMgr.Fault.Tests.Load;

/// <summary>Readers of every project, apart from the writers: of those that are written to and of those that are not.</summary>
internal sealed class Readers : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Reader> _busy;
    private readonly List<Reader> _quiet;
    private readonly Task _running;

    public Readers(Installation installation)
    {
        _busy = [.. installation.Organizations.SelectMany(o => o.Projects.Select(p => new Reader(installation.Client, o, p)))];
        _quiet = [.. installation.Organizations.Select(o => new Reader(installation.Client, o, o.QuietProject))];
        _running = Task.WhenAll(_busy.Concat(_quiet).Select(reader => Task.Run(() => reader.RunAsync(_stop.Token))));
    }

    public int AnsweredOfBusy => _busy.Sum(r => r.Answered);

    public int AnsweredOfQuiet => _quiet.Sum(r => r.Answered);

    public int RefusedOfQuiet => _quiet.Sum(r => r.Refused);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }
}
