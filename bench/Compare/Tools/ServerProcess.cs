using System.Diagnostics;
using System.Net;

namespace BraidMgr.Compare.Tools;

/// <summary>A system under load: started on a free port of loopback, its output in a log, stopped by SIGTERM.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly string _log;

    private ServerProcess(Process process, string log, int port)
    {
        (_process, _log, BaseUrl) = (process, log, $"http://127.0.0.1:{port}");
    }

    public string BaseUrl { get; }

    /// <summary>Resident memory of the process itself, in MB.</summary>
    public double ResidentMb
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / 1e6;
        }
    }

    /// <summary>Starts the command that <paramref name="command"/> makes for a port, and waits for an answer of readyPath.</summary>
    public static async Task<ServerProcess> StartAsync(
        string name, Func<int, ProcessStartInfo> command, string readyPath, CancellationToken cancellationToken)
    {
        var port = Ports.Free();
        var log = Path.Combine(Handed.Scratch, $"{name}.log");
        var inner = command(port);
        var start = new ProcessStartInfo("sh", ["-c", "log=$1; shift; exec \"$@\" > \"$log\" 2>&1 < /dev/null", "sh", log, inner.FileName, .. inner.ArgumentList]);
        foreach (var (variable, value) in inner.Environment)
        {
            start.Environment[variable] = value;
        }

        var server = new ServerProcess(Process.Start(start)!, log, port);
        await server.WaitUntilReadyAsync(readyPath, cancellationToken);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            try
            {
                await _process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
            }
        }

        _process.Dispose();
    }

    private async Task WaitUntilReadyAsync(string path, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        var clock = Stopwatch.StartNew();
        while (!await AnswersAsync(http, BaseUrl + path, cancellationToken))
        {
            if (_process.HasExited || clock.Elapsed > StartLimit)
            {
                await DisposeAsync();
                throw new InvalidOperationException($"it does not start; the end of {_log}:\n" + string.Join('\n', File.ReadLines(_log).TakeLast(10)));
            }

            await Task.Delay(100, cancellationToken);
        }
    }

    // The peers know no health: any answer below 500 says that they serve.
    private static async Task<bool> AnswersAsync(HttpClient http, string url, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await http.GetAsync(url, cancellationToken);
            return answer.StatusCode < HttpStatusCode.InternalServerError;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
