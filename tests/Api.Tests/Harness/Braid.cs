using System.Diagnostics;
using System.Globalization;
using System.Text;
using BraidMgr.Testing;

namespace BraidMgr.Api.Tests.Harness;

/// <summary><c>./braid</c>, the script, on ports and a data folder of its own. What it started ends with the test process, however that ends.</summary>
public sealed class Braid : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    // The shell's standard input is a pipe from the test process: when that ends, the script is told to stop.
    private const string RunUntilInputEnds = """
        exec 3<&0
        "$@" </dev/null &
        script=$!
        echo $script
        { cat >/dev/null; kill -TERM $script; } <&3 >/dev/null 2>&1 &
        watcher=$!
        wait $script
        code=$?
        kill $watcher
        exit $code
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("braid-script-").FullName;
    private readonly int _port = FreePort.Next();
    private readonly int _adminPort = FreePort.Next();
    private readonly StringBuilder _said = new();
    private Process? _up;
    private TaskCompletionSource<string> _pid = new();

    /// <summary>Makes the folder; starts nothing yet.</summary>
    public Braid()
    {
        if (!OperatingSystem.IsWindows())
        {
            // PostgreSQL's own user gets in where the tests run as root, and its files stay in the folder.
            File.SetUnixFileMode(_folder, File.GetUnixFileMode(_folder) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }
    }

    /// <summary>The engine of this test run, which the script is told to use too.</summary>
    public static string Engine { get; } = File.Exists(Path.Combine(AppContext.BaseDirectory, "Orleans.Runtime.dll")) ? "Orleans" : "Embedded";

    /// <summary>Where the host of <c>up</c> listens, and the first of <c>cluster up</c>.</summary>
    public Uri Address => AddressOf(0);

    /// <summary>Where a host of <c>cluster up</c> listens.</summary>
    public Uri AddressOf(int host) => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port + host}"));

    /// <summary>What <c>up</c> has written since it was started.</summary>
    public string Said
    {
        get
        {
            lock (_said)
            {
                return _said.ToString();
            }
        }
    }

    /// <summary>Files that name the processes of a running <c>up</c>.</summary>
    public string[] RunFiles => Directory.GetFiles(Path.Combine(_folder, "run"));

    /// <summary>Runs a command on the folder to its end.</summary>
    public async Task<(int Code, string Output, string Error)> RunAsync(string command, params string[] arguments)
    {
        string[] data = command is "up" or "down" or "psql" ? ["--data", _folder] : [];
        using var script = Process.Start(Prepare("bash", [Repository.File("braid"), command, .. data, .. arguments]))!;
        script.StandardInput.Close();
        var output = script.StandardOutput.ReadToEndAsync();
        var error = script.StandardError.ReadToEndAsync();
        await script.WaitForExitAsync().WaitAsync(Patience);
        return (script.ExitCode, await output, await error);
    }

    /// <summary>Starts <c>up</c> and waits for its line that says that it is ready.</summary>
    public Task UpAsync(params string[] arguments) => StartAsync(["up", "--admin-port", Text(_adminPort), .. arguments]);

    /// <summary>Starts <c>cluster up</c> and waits for its line that says that it is ready.</summary>
    public Task ClusterUpAsync(int silos, int apis) => StartAsync(["cluster", "up", "--silos", Text(silos), "--apis", Text(apis)]);

    private async Task StartAsync(string[] command)
    {
        string[] up = [Repository.File("braid"), .. command, "--data", _folder, "--port", Text(_port)];
        lock (_said)
        {
            _said.Clear();
        }

        _pid = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _up?.Dispose();
        _up = Process.Start(Prepare("sh", ["-c", RunUntilInputEnds, "up", "bash", .. up]))!;
        _up.OutputDataReceived += (_, line) => Keep(line.Data);
        _up.ErrorDataReceived += (_, line) => Keep(line.Data);
        _up.BeginOutputReadLine();
        _up.BeginErrorReadLine();
        for (var clock = Stopwatch.StartNew(); !Said.Contains("stop with Ctrl-C", StringComparison.Ordinal); await Task.Delay(100))
        {
            (_up.HasExited || clock.Elapsed > Patience).ShouldBeFalse(Said);
        }
    }

    /// <summary>Tells <c>up</c> to stop (SIGTERM); its exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", await _pid.Task]);
        await kill.WaitForExitAsync();
        return await EndedAsync();
    }

    /// <summary>Waits until <c>up</c> has ended, and everything that holds its output; its exit code.</summary>
    public async Task<int> EndedAsync()
    {
        await _up!.WaitForExitAsync().WaitAsync(Patience);
        return _up.ExitCode;
    }

    /// <summary>The processes of the host and of PostgreSQL, as the script has written them down.</summary>
    public IReadOnlyList<int> Processes() =>
    [
        Number(File.ReadAllText(Path.Combine(_folder, "run", "host")).Split(' ')[0]),
        Number(File.ReadAllLines(Path.Combine(_folder, "pg", "data", "postmaster.pid"))[0]),
    ];

    /// <summary>The processes of a running <c>cluster up</c>, by name, as the script has written them down.</summary>
    public IReadOnlyDictionary<string, int> Members() => RunFiles.Where(file => Path.GetFileName(file).StartsWith("member-", StringComparison.Ordinal))
        .ToDictionary(file => Path.GetFileName(file)["member-".Length..], file => Number(File.ReadAllText(file).Split(' ')[0]));

    /// <summary>Whether a process is there.</summary>
    public static bool Runs(int process)
    {
        try
        {
            // One that has ended and whom nobody asked for its exit code is no process any more.
            return Directory.Exists("/proc/self")
                ? !File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat")).Split(") ")[^1].StartsWith('Z')
                : !Process.GetProcessById(process).HasExited;
        }
        catch (Exception error) when (error is ArgumentException or IOException)
        {
            return false;
        }
    }

    /// <summary>Stops what still runs and removes the folder.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_up is not null)
        {
            await RunAsync("down");
            await EndedAsync();
            _up.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private void Keep(string? line)
    {
        // The shell's one line comes first: the process id of the script.
        if (line is null || _pid.TrySetResult(line))
        {
            return;
        }

        lock (_said)
        {
            _said.AppendLine(line);
        }
    }

    // What the test run itself was started with is not meant for a newcomer's first start.
    private static ProcessStartInfo Prepare(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("BRAID_", StringComparison.Ordinal) && k != "BRAID_PG_BIN").ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["ActorEngine"] = Engine;
        start.Environment["BRAID__ENGINE__SILOPORT"] = Text(FreePort.Next());
        start.Environment["BRAID__ENGINE__GATEWAYPORT"] = Text(FreePort.Next());
        return start;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
