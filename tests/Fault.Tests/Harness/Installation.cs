using BraidMgr.Schema;
using BraidMgr.Testing;
using Npgsql;

namespace BraidMgr.Fault.Tests.Harness;

/// <summary>A central database with its organizations, and the hosts that serve them. Databases go with the server.</summary>
internal sealed class Installation : IAsyncDisposable
{
    private readonly PostgresServer _postgres;
    private readonly List<ApiProcess> _hosts = [];
    private readonly List<ApiProcess> _silos = [];
    private readonly List<Client> _clients = [];
    private readonly string _central = "braidmgr_central_" + Guid.NewGuid().ToString("N")[..12];
    private readonly int? _port;

    private Installation(PostgresServer postgres, int? port) => (_postgres, _port) = (postgres, port);

    /// <summary>What is expected of every answer.</summary>
    public Conduct Conduct { get; } = new();

    public IReadOnlyList<Organization> Organizations { get; private set; } = [];

    /// <summary>The owner's connection string to the central database.</summary>
    public string Central => ConnectionString(_central);

    /// <summary>Silos without an API, in a cluster.</summary>
    public IReadOnlyList<ApiProcess> Silos => _silos;

    /// <summary>Clients of every host.</summary>
    public IReadOnlyList<Client> Clients => _clients;

    /// <summary>Every host.</summary>
    public IReadOnlyList<ApiProcess> Hosts => _hosts;

    /// <summary>The first host.</summary>
    public ApiProcess Host => _hosts[0];

    /// <summary>What the hosts wrote of their databases lately, for the message of a failure.</summary>
    public string Logs() => string.Join('\n', _hosts.Concat(_silos).Select((host, i) => $"-- host {i}\n{Tail(host.Log)}"));

    /// <summary>A client of the first host.</summary>
    public Client Client => _clients[0];

    /// <summary>Sets up a central database, starts a host and registers organizations.</summary>
    /// <param name="server">The server.</param>
    /// <param name="organizations">How many.</param>
    /// <param name="port">Where hosts are to find the server, when not at its own port.</param>
    /// <param name="settings">Environment variables of the host.</param>
    public static async Task<Installation> StartAsync(
        FaultServer server, int organizations = 3, int? port = null, params (string Name, string Value)[] settings)
    {
        var installation = new Installation(server.Postgres, port);
        await new CentralSetup(installation.ConnectionString(installation._central), PostgresServer.AppPassword).RunAsync();
        await installation.AddHostAsync(settings);
        installation.Organizations = await Task.WhenAll(Enumerable.Range(0, organizations).Select(_ => installation.RegisterAsync()));
        return installation;
    }

    /// <summary>
    /// Sets up a cluster: silos without an API and hosts without a silo. With no silos the hosts have one each, in one cluster.
    /// </summary>
    public static async Task<Installation> StartClusterAsync(
        FaultServer server, int silos, int hosts, int organizations, params (string Name, string Value)[] settings)
    {
        var installation = new Installation(server.Postgres, null);
        installation.Conduct.Limit = TimeSpan.FromSeconds(25);
        installation.Conduct.MayChangeLate = true;
        await new CentralSetup(installation.ConnectionString(installation._central), PostgresServer.AppPassword).RunAsync();
        for (var i = 0; i < silos; i++)
        {
            await installation.AddSiloAsync();
        }

        for (var i = 0; i < hosts; i++)
        {
            await installation.AddHostAsync(
                [("BRAID__ENGINE__CLUSTERID", installation._central), ("BRAID__ENGINE__ROLE", silos > 0 ? "Client" : "Silo"), .. settings]);
        }

        installation.Organizations = await Task.WhenAll(Enumerable.Range(0, organizations).Select(_ => installation.RegisterAsync()));
        return installation;
    }

    /// <summary>Starts one more silo without an API in the cluster.</summary>
    public async Task<ApiProcess> AddSiloAsync()
    {
        var silo = new ApiProcess(
            ConnectionString(_central),
            KeyValuePair.Create("BRAID__ENGINE__CLUSTERID", _central), KeyValuePair.Create("BRAID__ENGINE__MEASUREPLACEMENT", "true"),
            // A soak outlasts a token of the usual 15 minutes.
            KeyValuePair.Create("BRAID__TOKENS__ACCESSMINUTES", "60"))
        { Program = "BraidMgr.Silo.dll" };
        _silos.Add(silo);
        await silo.StartAsync();
        return silo;
    }

    /// <summary>Starts one more host, which knows nothing of the others, and answers with a client of it.</summary>
    public async Task<(ApiProcess Host, Client Client)> AddHostAsync(params (string Name, string Value)[] settings)
    {
        var host = new ApiProcess(ConnectionString(_central), settings.Select(s => KeyValuePair.Create(s.Name, s.Value)));
        _hosts.Add(host);
        await host.StartAsync();
        var client = new Client(host.Address, Conduct);
        _clients.Add(client);
        return (host, client);
    }

    /// <summary>Looks for an organization's rows in another database from now on.</summary>
    public async Task LookAtAsync(Organization organization, string connectionString)
    {
        await organization.Database.DisposeAsync();
        Organizations = [.. Organizations.Select(o => o.Id == organization.Id ? o with { Database = NpgsqlDataSource.Create(connectionString) } : o)];
    }

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        foreach (var host in _hosts.Concat(_silos))
        {
            await host.DisposeAsync();
        }

        foreach (var organization in Organizations)
        {
            await organization.Database.DisposeAsync();
        }
    }

    private async Task<Organization> RegisterAsync()
    {
        var slug = "o" + Guid.NewGuid().ToString("N")[..12];
        var registered = (await Client.Post(
            "auth/register", new { email = slug + "@example.com", password = "Passw0rd-of-tests", name = "Ann", org_name = slug, org_slug = slug })).Ok().Json;
        var id = registered.GetProperty("user").GetProperty("org_id").GetGuid();
        var organization = new Organization(
            id, registered.GetProperty("access_token").GetString()!, NpgsqlDataSource.Create(ConnectionString("braidmgr_org_" + slug, direct: true)))
        { Projects = [] };
        return organization with
        {
            Projects = [await CreateProject(organization), await CreateProject(organization)],
            QuietProject = await CreateProject(organization),
        };
    }

    // An answer that is an error has a line of its own, which says less than the client's.
    private static string Tail(string log) => string.Join(
        '\n', log.Split('\n').Where(line => line.Contains("BraidMgr.Grains", StringComparison.Ordinal) || line.Contains("Exception", StringComparison.Ordinal)).TakeLast(60));

    // Item 1 is the one that writers may contend for.
    private async Task<Guid> CreateProject(Organization organization)
    {
        var project = (await Client.Post(organization, "projects", new { name = "Apollo" }, null, 201)).Ok().Id;
        (await Client.Post(organization, $"projects/{project}/items", new { type = "Risk", title = "Parachutes" }, null, 201)).Ok();
        return project;
    }

    private string ConnectionString(string database, bool direct = false)
    {
        var server = new NpgsqlConnectionStringBuilder(_postgres.ConnectionString) { Database = database };
        server.Port = direct ? server.Port : _port ?? server.Port;
        return server.ConnectionString;
    }
}
