using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace BraidMgr.Testing;

/// <summary>
/// A real PostgreSQL for tests: on loopback, in a folder of its own, with fsync on as in production. It ends with the test
/// process, however that ends, and its folder goes.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    /// <summary>What tests give the role <c>braid_app</c>: test processes that share a server must agree on it.</summary>
    public const string AppPassword = "the-password-of-tests";

    private static readonly Lazy<Task<PostgresServer>> SharedServer = new(ShareAsync);

    // A start may have to recover, and a stop to write everything, on a disk that others use too.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // After a crash PostgreSQL syncs its data before it recovers: file by file, hundreds for each database, by default.
    private const string SyncAtOnce = "recovery_init_sync_method = syncfs";

    private readonly string _folder;
    private readonly int _port;
    private readonly string _password = "";
    private Process? _process;

    private PostgresServer(string folder, int port)
    {
        (_folder, _port) = (folder, port);
        _password = Guid.NewGuid().ToString("N");
        ConnectionString = $"Host=127.0.0.1;Port={port};Username=postgres;Password={_password};Database=postgres";
    }

    private PostgresServer(string connectionString) => (_folder, ConnectionString) = ("", connectionString);

    /// <summary>
    /// The server that all tests of this process share: the one that BRAID_TEST_POSTGRES names (a superuser's connection
    /// string), else a private one. Tests make databases of their own in it and never stop it.
    /// </summary>
    public static Task<PostgresServer> Shared => SharedServer.Value;

    /// <summary>
    /// Whether the shared server's data goes with the run: then nobody need drop a database, which costs a checkpoint each.
    /// </summary>
    public static bool IsThrownAway { get; } =
        Environment.GetEnvironmentVariable("BRAID_TEST_POSTGRES") is null or "" || Environment.GetEnvironmentVariable("BRAID_TEST_POSTGRES_THROWN_AWAY") == "true";

    /// <summary>A superuser's connection string to the database <c>postgres</c>.</summary>
    public string ConnectionString { get; }

    /// <summary>A server that belongs to one test, which may stop and kill it.</summary>
    public static async Task<PostgresServer> StartNewAsync()
    {
        var folder = Directory.CreateTempSubdirectory("braid-postgres-").FullName;
        var server = new PostgresServer(folder, FreePort.Next());
        await server.InitializeAsync();
        await server.StartAsync();
        return server;
    }

    /// <summary>Starts a server that was stopped or killed, on the same port, and waits until it accepts connections.</summary>
    public async Task StartAsync()
    {
        var clock = Stopwatch.StartNew();
        do
        {
            await RequireAsync(clock.Elapsed < Patience, "start");

            // Children of a killed server keep its memory for a moment, and until they are gone no new one starts.
            _process = PostgresProcess.Serve(_folder, DataFolder);
        }
        while (!await AcceptsAsync(_process, clock));
    }

    /// <summary>Stops the server as an administrator would: sessions are ended, the data is written (SIGINT).</summary>
    public Task StopAsync() => EndAsync("INT");

    /// <summary>Ends the server as a crash would (SIGKILL of the postmaster, which its children notice).</summary>
    public Task KillAsync() => EndAsync("KILL");

    /// <summary>Stops the server and removes its data.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.StandardInput.Close();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }
        else if (_folder.Length > 0)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private string DataFolder => Path.Combine(_folder, "data");

    private static async Task<PostgresServer> ShareAsync() =>
        Environment.GetEnvironmentVariable("BRAID_TEST_POSTGRES") is { Length: > 0 } given
            ? new PostgresServer(given)
            : await StartNewAsync();

    private async Task InitializeAsync()
    {
        if (PostgresBinaries.AsPostgresUser)
        {
            await PostgresProcess.RunAsync("chown", "postgres:", _folder);
        }

        var passwordFile = Path.Combine(_folder, "password");
        await File.WriteAllTextAsync(passwordFile, _password);
        await PostgresProcess.RunAsync(
            [.. PostgresBinaries.Prefix, Path.Combine(PostgresBinaries.Folder, "initdb"), "--pgdata=" + DataFolder, "--username=postgres",
            "--pwfile=" + passwordFile, "--auth=scram-sha-256", "--no-sync", "--encoding=UTF8", OperatingSystem.IsLinux() ? "--locale=C.UTF-8" : "--locale=C"]);
        await File.AppendAllTextAsync(Path.Combine(DataFolder, "postgresql.conf"), string.Create(CultureInfo.InvariantCulture, $"""

            port = {_port}
            listen_addresses = '127.0.0.1'
            unix_socket_directories = ''
            shared_preload_libraries = 'pg_stat_statements'
            wal_level = logical
            max_connections = 300
            {(OperatingSystem.IsLinux() ? SyncAtOnce : "")}
            """));
    }

    private async Task<bool> AcceptsAsync(Process process, Stopwatch clock)
    {
        while (!process.HasExited)
        {
            await RequireAsync(clock.Elapsed < Patience, "accept connections");
            try
            {
                await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false;Timeout=5");
                await connection.OpenAsync();
                return true;
            }
            catch (NpgsqlException)
            {
                await Task.Delay(50);
            }
        }

        return false;
    }

    private async Task EndAsync(string signal)
    {
        var postmaster = (await File.ReadAllLinesAsync(Path.Combine(DataFolder, "postmaster.pid")))[0];
        await PostgresProcess.RunAsync("kill", "-" + signal, postmaster);
        try
        {
            await _process!.WaitForExitAsync().WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            await RequireAsync(false, "end after SIG" + signal);
        }

        _process!.Dispose();
        _process = null;
    }

    private async Task RequireAsync(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"PostgreSQL does not {what}: {await File.ReadAllTextAsync(Path.Combine(_folder, "log"))}");
        }
    }
}
