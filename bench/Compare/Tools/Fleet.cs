using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using BraidMgr.Compare.Systems;

namespace BraidMgr.Compare.Tools;

/// <summary>
/// A thousand organizations on the budget of a server of 100 connections: each is registered over HTTP, then all become active within
/// one minute, with four requests of its owner each.
/// </summary>
internal sealed class Fleet(BraidMgrHost system, Plan plan)
{
    /// <summary>The name of the figure that has a goal.</summary>
    public const string P99 = "requests of a thousand organizations that all become active within a minute, p99";

    // What is left of max_connections = 100 for organizations: 20 are central's, as docs/operations.md counts them.
    private const int Budget = 80;
    private const int RegisteredAtOnce = 4;

    private readonly int _organizations = plan.Quick ? 100 : 1000;
    private readonly TimeSpan _minute = TimeSpan.FromSeconds(plan.Quick ? 6 : 60);
    private readonly ConcurrentBag<double> _times = [];
    private readonly ConcurrentBag<string> _errors = [];

    /// <summary>Registers and measures; each figure is a line.</summary>
    public async Task<IReadOnlyList<Extra>> MeasureAsync(CancellationToken cancellationToken)
    {
        await Shell.PsqlAsync(
            "braidmgr_central", ["-c", string.Create(CultureInfo.InvariantCulture, $"UPDATE database_servers SET connection_budget = {Budget}")], cancellationToken);
        string[] tokens;
        await using (var server = await system.StartAsync(cancellationToken))
        {
            tokens = await RegisterAsync(server, cancellationToken);
        }

        var registrations = Sorted();
        _times.Clear();
        await Database.CheckpointAsync(cancellationToken);
        await using var fresh = await system.StartAsync(cancellationToken);
        var most = await ActivateAsync(fresh, tokens, cancellationToken);
        var requests = Sorted();
        Report();
        return
        [
            Line("register an organization, 4 at once, p50", Ledger.At(registrations, 0.5), "ms"),
            Line("register an organization, 4 at once, p99", Ledger.At(registrations, 0.99), "ms"),
            Line("organizations that became active within the minute", _organizations, "organizations"),
            Line("requests that were not answered as they should", _errors.Count, "requests"),
            Line("requests of all, p50", Ledger.At(requests, 0.5), "ms"),
            Line(P99, Ledger.At(requests, 0.99), "ms"),
            Line("connections to their databases at once, at most", most, "connections"),
            Line("memory of the host afterwards", fresh.ResidentMb, "MB"),
        ];
    }

    private async Task<string[]> RegisterAsync(ServerProcess server, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = new Uri(server.BaseUrl), Timeout = TimeSpan.FromMinutes(1) };
        var tokens = new string[_organizations];
        await Parallel.ForAsync(0, _organizations, new ParallelOptions { MaxDegreeOfParallelism = RegisteredAtOnce, CancellationToken = cancellationToken }, async (n, stop) =>
        {
            var slug = string.Create(CultureInfo.InvariantCulture, $"fleet-{n:0000}");
            var owner = new { email = $"{slug}@bench.example", password = "Bench-Passw0rd", name = slug, org_name = slug, org_slug = slug };
            var answer = await SendAsync(http, HttpMethod.Post, "auth/register", null, owner, stop);
            tokens[n] = answer?.GetProperty("access_token").GetString() ?? throw new InvalidOperationException(_errors.First());
        });
        return tokens;
    }

    /// <summary>Runs the minute; the most connections that the organizations' databases had at once.</summary>
    private async Task<int> ActivateAsync(ServerProcess server, string[] tokens, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = new Uri(server.BaseUrl), Timeout = TimeSpan.FromMinutes(1) };
        var all = Task.WhenAll(tokens.Select(async (token, n) =>
        {
            await Task.Delay(_minute * ((double)n / tokens.Length), cancellationToken);
            await WorkAsync(http, token, cancellationToken);
        }));
        var most = 0;
        while (await Task.WhenAny(all, Task.Delay(500, cancellationToken)) != all)
        {
            most = Math.Max(most, await ConnectionsAsync(cancellationToken));
        }

        await all;
        return most;
    }

    // What a person does first: sees the projects, makes one, logs an item in it, and looks at that.
    private async Task WorkAsync(HttpClient http, string token, CancellationToken cancellationToken)
    {
        await SendAsync(http, HttpMethod.Get, "projects", token, null, cancellationToken);
        if (await SendAsync(http, HttpMethod.Post, "projects", token, new { name = "Apollo" }, cancellationToken) is { } project)
        {
            var items = $"projects/{project.GetProperty("id").GetString()}/items";
            await SendAsync(http, HttpMethod.Post, items, token, new { type = "Risk", title = "Parachutes" }, cancellationToken);
            await SendAsync(http, HttpMethod.Get, items + "/1", token, null, cancellationToken);
        }
    }

    private async Task<JsonElement?> SendAsync(
        HttpClient http, HttpMethod method, string path, string? token, object? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, "/api/v1/" + path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        var clock = Stopwatch.StartNew();
        try
        {
            using var answer = await http.SendAsync(request, cancellationToken);
            var text = await answer.Content.ReadAsStringAsync(cancellationToken);
            _times.Add(clock.Elapsed.TotalMilliseconds);
            if (answer.IsSuccessStatusCode)
            {
                return JsonSerializer.Deserialize<JsonElement>(text);
            }

            _errors.Add($"{method} {path}: {(int)answer.StatusCode} {text}");
        }
        catch (HttpRequestException error)
        {
            _errors.Add($"{method} {path}: {error.Message}");
        }

        return null;
    }

    private static async Task<int> ConnectionsAsync(CancellationToken cancellationToken) => int.Parse(
        await Shell.PsqlAsync("postgres", ["-c", "SELECT count(*) FROM pg_stat_activity WHERE starts_with(datname, 'braidmgr_org_')"], cancellationToken),
        CultureInfo.InvariantCulture);

    private void Report()
    {
        foreach (var error in _errors.Take(5))
        {
            Console.Error.WriteLine(error);
        }
    }

    private List<double> Sorted()
    {
        List<double> times = [.. _times];
        times.Sort();
        return times;
    }

    private static Extra Line(string name, double value, string unit) => new("fleet", "braidmgr", name, value, unit);
}
