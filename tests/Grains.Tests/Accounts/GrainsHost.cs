using System.Net;
using System.Net.Sockets;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Operations;
using BraidMgr.Grains.Central;
using BraidMgr.Grains.Mail;
using BraidMgr.Schema;
using BraidMgr.Silo.Hosting;
using BraidMgr.Storage;
using BraidMgr.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace BraidMgr.Grains.Tests.Accounts;

/// <summary>A host with all grains, on a central database of its own; its clock can be put forward.</summary>
public sealed class GrainsHost : IAsyncLifetime
{
    // The clocks by which Orleans tells whether silos live and answers are late (its TimeProviderNames) do not jump with the test's.
    private static readonly string[] SiloClocks = ["Orleans.Messaging", "Orleans.SystemTimers", "Orleans.Membership", "Orleans.ActivationManagement", "Orleans.GrainDirectory"];

    /// <summary>One row for each session of the server that waits for a lock.</summary>
    internal const string WaitsSql = "select 1 from pg_stat_activity where wait_event_type = 'Lock' and pid <> pg_backend_pid()";

    private readonly string _central;
    private readonly Action<IDictionary<string, string?>>? _configure;
    private readonly PostgresServer? _server;
    private IHost? _host;
    private string _connectionString = "";

    public GrainsHost()
        : this(NewCentral(), new TestTime(), null, null)
    {
    }

    /// <summary>A host on a server of the test's own.</summary>
    internal GrainsHost(PostgresServer server)
        : this("braidmgr_central", new TestTime(), null, server)
    {
    }

    /// <summary>A host with settings of the test's own.</summary>
    internal GrainsHost(Action<IDictionary<string, string?>> configure)
        : this(NewCentral(), new TestTime(), configure, null)
    {
    }

    private GrainsHost(string central, TestTime time, Action<IDictionary<string, string?>>? configure, PostgresServer? server) =>
        (_central, Time, _configure, _server) = (central, time, configure, server);

    public TestTime Time { get; }

    /// <summary>Adds services that only a test has.</summary>
    internal Action<IServiceCollection>? Extra { get; init; }

    public SentMails Mails { get; } = new();

    public CollectedLogs Logs { get; } = new();

    public IGrainFactory Grains => Service<IGrainFactory>();

    internal CentralDatabase Central => Service<CentralDatabase>();

    /// <summary>The server, with the owner's credentials.</summary>
    public DatabaseServer Server { get; private set; } = null!;

    public T Service<T>()
        where T : notnull => _host!.Services.GetRequiredService<T>();

    public async Task InitializeAsync()
    {
        var server = _server ?? await PostgresServer.Shared;
        _connectionString = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = _central }.ConnectionString;
        Server = new DatabaseServer(_connectionString);
        await new CentralSetup(_connectionString, PostgresServer.AppPassword).RunAsync();
        _host = Build();
        await _host.StartAsync();
    }

    /// <summary>
    /// Another host on the same central database and clock: what it answers is what was stored. The two are no cluster: a run of operations
    /// that one works at, the other takes for abandoned when it looks next, and works at too.
    /// </summary>
    public async Task<GrainsHost> StartAnother(Action<IDictionary<string, string?>>? configure = null)
    {
        var another = new GrainsHost(_central, Time, configure, _server) { Extra = Extra };
        await another.InitializeAsync();
        return another;
    }

    public async Task DisposeAsync()
    {
        await _host!.StopAsync();
        _host.Dispose();
    }

    /// <summary>Waits for the end of a run; answers how it ended.</summary>
    public Task<Run> EndOf(Guid run) => Eventually.Becomes(() => Grains.Run(run).Look(0), now => now.IsOver);

    /// <summary>The rows of a query of central as its owner, each as one text.</summary>
    public async Task<List<string>> Rows(string sql, params object[] values)
    {
        await using var source = NpgsqlDataSource.Create(_connectionString + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        var rows = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetValue(i).ToString())));
        }

        return rows;
    }

    /// <summary>Waits until one session of the server waits for a lock: it is a server of the test's own.</summary>
    internal Task SomebodyWaits() => Eventually.Holds(async () => (await Rows(WaitsSql)).Count == 1);

    /// <summary>A connection to central as its owner.</summary>
    public async Task<NpgsqlConnection> Connect()
    {
        var connection = new NpgsqlConnection(_connectionString + ";Pooling=false");
        await connection.OpenAsync();
        return connection;
    }

    private IHost Build()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = "Development" });
        builder.Configuration.AddInMemoryCollection(Settings());
        builder.Logging.AddProvider(Logs);
        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.Services.AddSingleton<IMailer>(Mails);
        builder.Services.AddBraidMgrGrains(builder.Configuration);
        builder.Services.AddBraidMgrStorage(builder.Configuration);
        Extra?.Invoke(builder.Services);
        // Hosts on one central database share what is stored, and are strangers to each other all the same.
        builder.AddBraidMgrEngine(engine =>
            (engine.SiloPort, engine.GatewayPort, engine.ClusterId, engine.ConnectionString) = (FreePort(), FreePort(), Guid.NewGuid().ToString("N"), _connectionString));
        foreach (var clock in SiloClocks)
        {
            builder.Services.AddKeyedSingleton(clock, TimeProvider.System);
        }

        return builder.Build();
    }

    private Dictionary<string, string?> Settings()
    {
        var settings = new Dictionary<string, string?>
        {
            ["Central:ConnectionString"] = _connectionString,
            ["Postgres:AppPassword"] = PostgresServer.AppPassword,
            ["Storage:Directory"] = Path.Combine(AppContext.BaseDirectory, "objects", _central),
            ["Keys:Master"] = Convert.ToBase64String(new byte[32]),
            // Its clock jumps: everything would be due.
            ["Backup:EveryHours"] = "0",
        };
        _configure?.Invoke(settings);
        return settings;
    }

    private static string NewCentral() => $"braidmgr_central_t{Guid.NewGuid():N}"[..40];

    private static int FreePort()
    {
        while (true)
        {
            using var listener = new TcpListener(IPAddress.Loopback, Random.Shared.Next(20_000, 32_000));
            try
            {
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

/// <summary>The host that tests of accounts, access and provisioning share, one test after the other.</summary>
[CollectionDefinition(Name)]
public sealed class SharedGrains : ICollectionFixture<GrainsHost>
{
    public const string Name = "shared grains";
}
