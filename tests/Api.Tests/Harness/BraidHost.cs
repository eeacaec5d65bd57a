using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using BraidMgr.Schema;
using BraidMgr.Testing;
using Npgsql;

namespace BraidMgr.Api.Tests.Harness;

/// <summary>
/// The real host as a process of its own, on a free loopback port, with a central database of its own. It ends with the test
/// process, however that ends.
/// </summary>
public sealed class BraidHost : IAsyncDisposable
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
    private readonly string _central;
    private Process? _shell;
    private TaskCompletionSource<string> _pid = new();

    private BraidHost(PostgresServer postgres, string central, IReadOnlyDictionary<string, string> settings)
    {
        (Postgres, _central) = (postgres, central);
        Address = new Uri($"http://127.0.0.1:{FreePort()}");
        _settings = new Dictionary<string, string>
        {
            ["DOTNET_ENVIRONMENT"] = "Development",
            ["ASPNETCORE_URLS"] = "",
            ["BRAID__CENTRAL__CONNECTIONSTRING"] = CentralConnectionString,
            ["BRAID__POSTGRES__APPPASSWORD"] = PostgresServer.AppPassword,
            ["BRAID__KEYS__MASTER"] = Convert.ToBase64String(new byte[32]),
            ["BRAID__ENGINE__SILOPORT"] = FreePort().ToString(CultureInfo.InvariantCulture),
            ["BRAID__ENGINE__GATEWAYPORT"] = FreePort().ToString(CultureInfo.InvariantCulture),
            ["BRAID__ENGINE__CLUSTERID"] = central,
        };
        foreach (var (name, value) in settings)
        {
            _settings[name] = value;
        }
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>The server that its databases are on.</summary>
    public PostgresServer Postgres { get; }

    /// <summary>The owner's connection string to its central database.</summary>
    public string CentralConnectionString =>
        new NpgsqlConnectionStringBuilder(Postgres.ConnectionString) { Database = _central }.ConnectionString;

    /// <summary>What it has written to its log so far.</summary>
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

    /// <summary>Starts a host and waits until it is ready.</summary>
    /// <param name="postgres">The server to use; the one that all tests share unless given.</param>
    /// <param name="settings">Environment variables beside those that every host gets.</param>
    public static async Task<BraidHost> StartAsync(PostgresServer? postgres = null, params (string Name, string Value)[] settings)
    {
        var host = await CreateAsync(postgres, settings);
        await host.StartAsync();
        return host;
    }

    /// <summary>Makes a host with its central database, without starting it.</summary>
    public static async Task<BraidHost> CreateAsync(PostgresServer? postgres = null, params (string Name, string Value)[] settings)
    {
        var host = new BraidHost(
            postgres ?? await PostgresServer.Shared, "braidmgr_central_" + Some.Suffix(), settings.ToDictionary(s => s.Name, s => s.Value));
        await new CentralSetup(host.CentralConnectionString, PostgresServer.AppPassword).RunAsync();
        return host;
    }

    /// <summary>Starts the process, again after it was stopped or killed, and waits until it is ready.</summary>
    public async Task StartAsync()
    {
        Launch();
        using var client = new HttpClient { BaseAddress = Address };
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

    /// <summary>Starts the process and waits until it ends by itself; its exit code.</summary>
    public async Task<int> RunAsync()
    {
        Launch();
        using var patience = new CancellationTokenSource(Patience);
        await _shell!.WaitForExitAsync(patience.Token);
        return _shell.ExitCode;
    }

    /// <summary>Stops it as an operator would (SIGTERM) and waits for its end.</summary>
    public Task StopAsync() => EndAsync("TERM");

    /// <summary>Ends it as a crash would (SIGKILL).</summary>
    public Task KillAsync() => EndAsync("KILL");

    /// <summary>A client that is not signed in.</summary>
    public ApiClient Client() => new(Address);

    /// <summary>Stops it and drops its databases.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_shell is { HasExited: false })
        {
            await EndAsync("KILL");
        }

        _shell?.Dispose();
        await DropDatabasesAsync();
    }

    private void Launch()
    {
        var start = new ProcessStartInfo("sh")
        {
            ArgumentList = { "-c", ServeUntilInputEnds, "host", "dotnet", "exec", Path.Combine(AppContext.BaseDirectory, "BraidMgr.Api.dll"), "--urls", Address.ToString() },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in _settings)
        {
            start.Environment[name] = value;
        }

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
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task EndAsync(string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, await _pid.Task]);
        await kill.WaitForExitAsync();
        await _shell!.WaitForExitAsync();
    }

    private async Task DropDatabasesAsync()
    {
        try
        {
            await using var connection = new NpgsqlConnection(Postgres.ConnectionString + ";Pooling=false");
            await connection.OpenAsync();
            foreach (var database in (await OrganizationDatabasesAsync()).Append(_central))
            {
                await using var drop = new NpgsqlCommand($"drop database if exists {database} with (force)", connection);
                await drop.ExecuteNonQueryAsync();
            }
        }
        catch (NpgsqlException)
        {
            // A server of the test's own may be gone already, and its databases with it.
        }
    }

    private async Task<List<string>> OrganizationDatabasesAsync()
    {
        await using var connection = new NpgsqlConnection(CentralConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var list = new NpgsqlCommand("select database_name from organizations where database_name is not null", connection);
        await using var rows = await list.ExecuteReaderAsync();
        var names = new List<string>();
        while (await rows.ReadAsync())
        {
            names.Add(rows.GetString(0));
        }

        return names;
    }

    // Below 32768, where the system hands out no ports of its own accord.
    private static int FreePort()
    {
        while (true)
        {
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, Random.Shared.Next(20000, 32000));
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException)
            {
                // taken: the next one
            }
        }
    }
}
