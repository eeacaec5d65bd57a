using System.Diagnostics;
using System.Globalization;

namespace BraidMgr.Testing;

/// <summary>
/// The host as a process of its own, as in production: from the test's output folder, on a loopback port that it keeps over
/// restarts. It ends with the test process, however that ends.
/// </summary>
public sealed class ApiProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // The shell's standard input is a pipe from the test process: when that ends, the host is stopped.
    private const string ServeUntilInputEnds = """
        exec 3<&0
        "$@" </dev/null &
        host=$!
        echo $host
        { cat >/dev/null; kill -TERM $host; sleep 5; kill -KILL $host; } <&3 >/dev/null 2>&1 &
        watcher=$!
        wait $host
        code=$?
        kill $watcher
        exit $code
        """;

    private readonly Dictionary<string, string> _settings;
    private readonly List<string> _log = [];
    private Process? _shell;
    private TaskCompletionSource<string> _pid = new();

    /// <summary>Chooses its ports; starts nothing yet.</summary>
    /// <param name="centralConnectionString">The owner's connection string to a central database that is set up.</param>
    /// <param name="settings">Environment variables that replace or join those that every host gets.</param>
    public ApiProcess(string centralConnectionString, params IEnumerable<KeyValuePair<string, string>> settings)
    {
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Next()}"));
        Admin = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Next()}"));
        _settings = new Dictionary<string, string>
        {
            ["BRAID__ADMIN__URL"] = Admin.ToString(),
            ["DOTNET_ENVIRONMENT"] = "Development",
            ["ASPNETCORE_URLS"] = "",
            ["BRAID__CENTRAL__CONNECTIONSTRING"] = centralConnectionString,
            ["BRAID__POSTGRES__APPPASSWORD"] = PostgresServer.AppPassword,
            ["BRAID__KEYS__MASTER"] = Convert.ToBase64String(new byte[32]),
            ["BRAID__STORAGE__DIRECTORY"] = Path.Combine(AppContext.BaseDirectory, "objects", Guid.NewGuid().ToString("N")),
            ["BRAID__ENGINE__SILOPORT"] = FreePort.Next().ToString(CultureInfo.InvariantCulture),
            ["BRAID__ENGINE__GATEWAYPORT"] = FreePort.Next().ToString(CultureInfo.InvariantCulture),
            // Two databases more for every host that a test starts.
            ["BRAID__PROVISIONING__SPAREDATABASES"] = "0",
            // Hosts that share a central database are strangers to each other all the same, unless a test says otherwise.
            ["BRAID__ENGINE__CLUSTERID"] = Guid.NewGuid().ToString("N"),
        };
        foreach (var (name, value) in settings)
        {
            _settings[name] = value;
        }
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Where it serves operators.</summary>
    public Uri Admin { get; }

    /// <summary>Which program of the output folder it is: the API by default, the silo alone as another.</summary>
    public string Program { get; init; } = "BraidMgr.Api.dll";

    /// <summary>Whether it was started and has not ended.</summary>
    public bool IsRunning => _shell is { HasExited: false };

    /// <summary>What it has written to its log so far, of all its runs.</summary>
    public string Log
    {
        get
        {
            lock (_log)
            {
                return string.Join('\n', _log);
            }
        }
    }

    /// <summary>Starts it, also again after it was stopped or killed, and waits until it is ready.</summary>
    public async Task StartAsync()
    {
        Launch();
        using var client = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(5) };
        var clock = Stopwatch.StartNew();
        while (!await IsReadyAsync(client))
        {
            if (_shell!.HasExited || clock.Elapsed > Patience)
            {
                throw new InvalidOperationException($"The host is not ready after {clock.Elapsed}:\n{Log}");
            }

            await Task.Delay(50);
        }
    }

    /// <summary>Starts it and waits until it ends by itself; its exit code.</summary>
    public Task<int> RunAsync()
    {
        Launch();
        return EndedAsync();
    }

    /// <summary>Stops it as an operator would (SIGTERM) and waits for its end; its exit code.</summary>
    public Task<int> StopAsync() => EndAsync("TERM");

    /// <summary>Ends it as a crash would (SIGKILL).</summary>
    public Task KillAsync() => EndAsync("KILL");

    /// <summary>Stops its clock: it does nothing until it is told to continue (SIGSTOP).</summary>
    public Task FreezeAsync() => SignalAsync("STOP");

    /// <summary>Lets it continue after a freeze, as if no time had passed (SIGCONT).</summary>
    public Task ThawAsync() => SignalAsync("CONT");

    /// <summary>Ends it, if it runs.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_shell is { HasExited: false })
        {
            await KillAsync();
        }

        _shell?.Dispose();
        if (Directory.Exists(_settings["BRAID__STORAGE__DIRECTORY"]))
        {
            Directory.Delete(_settings["BRAID__STORAGE__DIRECTORY"], recursive: true);
        }
    }

    private void Launch()
    {
        var start = new ProcessStartInfo("sh")
        {
            ArgumentList = { "-c", ServeUntilInputEnds, "host", "dotnet", "exec", Path.Combine(AppContext.BaseDirectory, Program), "--urls", Address.ToString() },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in _settings)
        {
            start.Environment[name] = value;
        }

        _shell?.Dispose();
        _pid = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _shell = Process.Start(start)!;
        _shell.OutputDataReceived += (_, line) => Keep(line.Data);
        _shell.ErrorDataReceived += (_, line) => Keep(line.Data);
        _shell.BeginOutputReadLine();
        _shell.BeginErrorReadLine();
    }

    private void Keep(string? line)
    {
        // The shell's one line comes first: the process id of the host.
        if (line is null || _pid.TrySetResult(line))
        {
            return;
        }

        lock (_log)
        {
            _log.Add(line);
        }
    }

    private static async Task<bool> IsReadyAsync(HttpClient client)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri("/health/ready", UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    private async Task<int> EndAsync(string signal)
    {
        await SignalAsync(signal);
        return await EndedAsync();
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, await _pid.Task]);
        await kill.WaitForExitAsync();
    }

    private async Task<int> EndedAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _shell!.WaitForExitAsync(patience.Token);
        return _shell.ExitCode;
    }
}
