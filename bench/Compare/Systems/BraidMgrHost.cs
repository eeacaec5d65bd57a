using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using BraidMgr.Compare.Tools;

namespace BraidMgr.Compare.Systems;

/// <summary>The host as it ships, on the chosen engine, with organizations that were registered over HTTP.</summary>
internal sealed class BraidMgrHost(int organizations, Ledger ledger, PostgresServer postgres)
    : HttpSystem("braidmgr", Handed.Engine.ToLowerInvariant(), organizations)
{
    private const string Password = "Bench-Passw0rd";

    private readonly Dictionary<int, string> _owners = [];

    public override string ReadyPath => "/health/ready";

    public override bool ResetsWhileServing => false;

    /// <summary>Environment variables of hosts that are started from now on, beside those that every one gets.</summary>
    public Dictionary<string, string> Settings { get; } = [];

    /// <summary>Where the host that was started last serves operators.</summary>
    public string AdminUrl { get; private set; } = "";

    public override ProcessStartInfo Command(int port, bool another) => Command(Handed.Assembly("HOST"), port, another);

    /// <summary>The command that serves the same organizations with a build of the host.</summary>
    public ProcessStartInfo Command(string assembly, int port, bool another)
    {
        var command = new ProcessStartInfo("dotnet", ["exec", assembly, "--urls", $"http://127.0.0.1:{port}"]);
        command.Environment["BRAID__CENTRAL__CONNECTIONSTRING"] = postgres.Connection("braidmgr_central");
        command.Environment["BRAID__DEMO__ENABLED"] = "false";
        AdminUrl = $"http://127.0.0.1:{Ports.Free()}";
        command.Environment["BRAID__ADMIN__URL"] = AdminUrl;
        command.Environment["BRAID__STORAGE__DIRECTORY"] = Path.Combine(Handed.Scratch, "objects");
        if (another)
        {
            command.Environment["BRAID__ENGINE__SILOPORT"] = $"{Ports.Free()}";
            command.Environment["BRAID__ENGINE__GATEWAYPORT"] = $"{Ports.Free()}";
        }

        // Thousands of organizations are registered as fast as can be.
        command.Environment["BRAID__PROVISIONING__MAXREGISTRATIONSPERHOUR"] = "100000";
        // The load generator is one person with as many connections as it needs.
        command.Environment["BRAID__LIVE__MAXCONNECTIONSPERUSER"] = "100000";
        command.Environment["BRAID__LIVE__MAXCONNECTIONSPERORGANIZATION"] = "100000";
        foreach (var (name, value) in Settings)
        {
            command.Environment[name] = value;
        }

        return command;
    }

    /// <summary>Registers the organizations over HTTP, then fills their databases while no host runs.</summary>
    public override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        var settings = new Dictionary<string, string> { ["BRAID__CENTRAL__CONNECTIONSTRING"] = postgres.Connection("braidmgr_central") };
        await Shell.RunAsync("dotnet", ["exec", Handed.Assembly("CLI"), "migrate", "central"], settings, cancellationToken);
        await using (var host = await StartAsync(cancellationToken))
        {
            await Task.Delay(TimeSpan.FromSeconds(5), cancellationToken);
            ledger.IdleMb = host.ResidentMb;
            using var http = new HttpClient { BaseAddress = new Uri(host.BaseUrl) };
            await RegisterAllAsync(http, cancellationToken);
        }

        await ForEachDatabaseAsync("fill_org.sql", cancellationToken);
    }

    public override async Task<Target> SignInAsync(string baseUrl, int organizations, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = new Uri(baseUrl) };
        var lines = new List<string>();
        for (var organization = 1; organization <= organizations; organization++)
        {
            var token = await TokenAsync(http, "/api/v1/auth/login", new { email = Email(organization), password = Password }, cancellationToken);
            lines.Add($"{organization}\t{token}");
            await LoadAsync(http, organization, token, cancellationToken);
        }

        var file = Path.Combine(Handed.Scratch, $"braidmgr-tokens-{new Uri(baseUrl).Port}");
        await File.WriteAllLinesAsync(file, lines, cancellationToken);
        return new Target(baseUrl, file, "/api/v1", "offset");
    }

    /// <summary>A token of the owner of an organization.</summary>
    public static async Task<string> TokenAsync(string baseUrl, int organization, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = new Uri(baseUrl) };
        return await TokenAsync(http, "/api/v1/auth/login", new { email = Email(organization), password = Password }, cancellationToken);
    }

    public override Task ResetAsync(CancellationToken cancellationToken) => ForEachDatabaseAsync("reset_org.sql", cancellationToken);

    private static string Email(int organization) => $"owner{organization}@bench.example";

    private async Task RegisterAllAsync(HttpClient http, CancellationToken cancellationToken)
    {
        var times = new List<double>();
        for (var organization = 1; organization <= Organizations; organization++)
        {
            var clock = Stopwatch.StartNew();
            var answer = await PostAsync(http, "/api/v1/auth/register", Registration(organization), cancellationToken);
            times.Add(clock.Elapsed.TotalMilliseconds);
            _owners[organization] = answer.GetProperty("user").GetProperty("id").GetString()!;
        }

        var median = Ledger.Median(times);
        ledger.Add(new Cell("register", Name, Engine, 1, 1), new Figures(1000 / median, median, times.Max(), 0));
    }

    private static object Registration(int organization) => new
    {
        email = Email(organization),
        password = Password,
        name = $"Owner {organization}",
        org_name = $"Bench {organization}",
        org_slug = $"bench-{organization:000}",
    };

    private static async Task<string> TokenAsync(HttpClient http, string path, object body, CancellationToken cancellationToken) =>
        (await PostAsync(http, path, body, cancellationToken)).GetProperty("access_token").GetString()!;

    private static async Task<JsonElement> PostAsync(HttpClient http, string path, object body, CancellationToken cancellationToken)
    {
        using var answer = await http.PostAsJsonAsync(path, body, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        return answer.IsSuccessStatusCode
            ? JsonDocument.Parse(text).RootElement
            : throw new InvalidOperationException($"POST {path} answered {(int)answer.StatusCode}: {text}");
    }

    // What is measured is the steady state: every project and chat session has been asked for once.
    private static async Task LoadAsync(HttpClient http, int organization, string token, CancellationToken cancellationToken)
    {
        for (var project = 1; project <= 5; project++)
        {
            await AskAsync(http, token, $"/api/v1/projects/{ProjectId(organization, project)}/items/400", cancellationToken);
            for (var session = 0; session < 10; session++)
            {
                var id = string.Create(CultureInfo.InvariantCulture, $"00000000-0000-4000-9000-{(organization * 1000) + (project * 10) + session:x12}");
                await AskAsync(http, token, $"/api/v1/chat/sessions/{id}", cancellationToken);
            }
        }
    }

    private static async Task AskAsync(HttpClient http, string token, string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http.SendAsync(request, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    private async Task ForEachDatabaseAsync(string script, CancellationToken cancellationToken)
    {
        var file = Path.Combine(Handed.Bench, "braidmgr", script);
        for (var organization = 1; organization <= Organizations; organization++)
        {
            await postgres.PsqlAsync($"braidmgr_org_bench_{organization:000}", ["-v", $"org={organization}", "-v", $"user={_owners[organization]}", "-f", file], cancellationToken);
        }
    }
}
