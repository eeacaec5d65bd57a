using System.Text.RegularExpressions;
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
    private readonly ApiProcess _process;
    private readonly string _central;
    private PostgresServer? _own;

    private BraidHost(PostgresServer postgres, string central, IReadOnlyDictionary<string, string> settings)
    {
        (Postgres, _central) = (postgres, central);
        _process = new ApiProcess(CentralConnectionString, settings);
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => _process.Address;

    /// <summary>Where it serves operators.</summary>
    public Uri AdminAddress => _process.Admin;

    /// <summary>The server that its databases are on.</summary>
    public PostgresServer Postgres { get; }

    /// <summary>The owner's connection string to its central database.</summary>
    public string CentralConnectionString =>
        new NpgsqlConnectionStringBuilder(Postgres.ConnectionString) { Database = _central }.ConnectionString;

    /// <summary>What it has written to its log so far.</summary>
    public string Log => _process.Log;

    /// <summary>What it has written of the request with this answer, and shortly before and after: not all lines carry the id.</summary>
    public string LogOf(ApiAnswer answer)
    {
        var id = answer.Json.GetProperty("correlation_id").GetString()!;
        var lines = Log.Split('\n');
        var first = Array.FindIndex(lines, line => line.Contains(id, StringComparison.Ordinal));
        return string.Join('\n', lines.Skip(Math.Max(0, first - 40)).Take(100));
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

    /// <summary>
    /// Starts a host on a server of its own, for tests that drop databases: PostgreSQL first writes out what anybody has changed.
    /// </summary>
    public static async Task<BraidHost> StartAloneAsync(params (string Name, string Value)[] settings)
    {
        var postgres = await PostgresServer.StartNewAsync();
        var host = await StartAsync(postgres, settings);
        host._own = postgres;
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
    public Task StartAsync() => _process.StartAsync();

    /// <summary>Starts the process and waits until it ends by itself; its exit code.</summary>
    public Task<int> RunAsync() => _process.RunAsync();

    /// <summary>Stops it as an operator would (SIGTERM) and waits for its end.</summary>
    public Task StopAsync() => _process.StopAsync();

    /// <summary>Ends it as a crash would (SIGKILL).</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>A client that is not signed in.</summary>
    public ApiClient Client() => new(Address);

    /// <summary>The token of the last mail to an address with a link to a path: a host in development logs its mails.</summary>
    public async Task<string> MailedTokenAsync(string address, string path)
    {
        for (var i = 0; i < 400; i++)
        {
            var mails = Regex.Matches(Log, $@"Mail to {Regex.Escape(address)}: .*/{path}\?\S*token=([^&\s""]+)");
            if (mails.Count > 0)
            {
                return Uri.UnescapeDataString(mails[^1].Groups[1].Value);
            }

            await Task.Delay(25);
        }

        throw new TimeoutException($"No mail to {address} with a link to {path} came within 10 s.");
    }

    /// <summary>Runs SQL in its central database, as the owner.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(CentralConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Stops it and drops its databases.</summary>
    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        if (_own is not null)
        {
            await _own.DisposeAsync();
        }
        else if (!PostgresServer.IsThrownAway)
        {
            await DropDatabasesAsync();
        }
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
}
