using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using BraidMgr.Compare.Systems;

namespace BraidMgr.Compare.Tools;

/// <summary>What large projects cost: the first answer from a project of 20,000 items, filtered pages of it, search and export over 100,000.</summary>
internal sealed class BigProject(BraidMgrHost system, Plan plan)
{
    /// <summary>Items of the two projects, beside those that the organization has.</summary>
    private const int Medium = 20_000;
    private const int Large = 100_000;
    private const int Imported = 10_000;
    private const int Parallel = 8;

    /// <summary>Names of figures that have goals.</summary>
    public const string Open = "open a project of 20,000 items";
    public const string PageP99 = "filtered page of 20,000 items, p99";
    public const string SearchP95 = "search over 120,000 items, p95";

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    private static readonly string[] Types = ["Budget", "Risk", "Action%20Item", "Issue", "Decision", "Deliverable", "Plan%20Item"];
    private static readonly string[] Words = ["integration", "vendor plan", "steering estimate", "\"updated estimate\"", "review -group", "item description"];

    /// <summary>Fills the organization of the warm-up and measures; each figure is a line: name, value, unit.</summary>
    public async Task<IReadOnlyList<Extra>> MeasureAsync(CancellationToken cancellationToken)
    {
        await FillAsync(Plan.WarmUpOrganization, Medium, 8, cancellationToken);
        await FillAsync(Plan.WarmUpOrganization, Large, 9, cancellationToken);
        await using var server = await system.StartAsync(cancellationToken);
        var token = await BraidMgrHost.TokenAsync(server.BaseUrl, Plan.WarmUpOrganization, cancellationToken);
        using var http = new HttpClient { BaseAddress = new Uri(server.BaseUrl), Timeout = TimeSpan.FromMinutes(5) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);

        var before = server.ResidentMb;
        var open = await TimeAsync(() => http.GetStringAsync($"{Project(8)}/items?type=Risk&limit=20", cancellationToken));
        var held = server.ResidentMb - before;
        var pages = await LoadAsync(
            n => http.GetStringAsync($"{Project(8)}/items?type={Types[n % Types.Length]}&limit=20&offset={n % 50 * 20}", cancellationToken), cancellationToken);
        var indexing = await TimeAsync(() => http.GetStringAsync("/api/v1/search?q=anything", cancellationToken));
        var searches = await LoadAsync(
            n => http.GetStringAsync($"/api/v1/search?q={Uri.EscapeDataString(Words[n % Words.Length])}", cancellationToken), cancellationToken);
        var dashboards = await LoadAsync(_ => http.GetStringAsync($"{Project(8)}/dashboard", cancellationToken), cancellationToken);
        var import = await ImportAsync(http, server, cancellationToken);
        var smaller = await ExportAsync(http, server, 8, Medium, cancellationToken);
        var export = await ExportAsync(http, server, 9, Large, cancellationToken);
        return
        [
            Big(Open, open, "ms"),
            Big("memory that it takes", held, "MB"),
            Big("filtered page of 20,000 items, p50", Ledger.At(pages, 0.5), "ms"),
            Big(PageP99, Ledger.At(pages, 0.99), "ms"),
            Big("first search after 120,000 items came", indexing, "ms"),
            Big("search over 120,000 items, p50", Ledger.At(searches, 0.5), "ms"),
            Big(SearchP95, Ledger.At(searches, 0.95), "ms"),
            Big("dashboard of 20,000 items, p50", Ledger.At(dashboards, 0.5), "ms"),
            Big("dashboard of 20,000 items, p95", Ledger.At(dashboards, 0.95), "ms"),
            .. import,
            .. smaller,
            .. export,
        ];
    }

    private static string Project(int number) => $"/api/v1/projects/{HttpSystem.ProjectId(Plan.WarmUpOrganization, number)}";

    /// <summary>Gives an organization one more project, while no host runs.</summary>
    public static Task<string> FillAsync(int organization, int items, int project, CancellationToken cancellationToken) => Shell.PsqlAsync(
        $"braidmgr_org_bench_{organization:000}",
        [
            "-v", $"id={HttpSystem.ProjectId(organization, project)}",
            "-v", string.Create(CultureInfo.InvariantCulture, $"items={items}"),
            "-f", Path.Combine(Handed.Bench, "braidmgr", "fill_project.sql"),
        ],
        cancellationToken);

    private static async Task<double> TimeAsync(Func<Task> ask)
    {
        var clock = Stopwatch.StartNew();
        await ask();
        return clock.Elapsed.TotalMilliseconds;
    }

    // A few clients that ask one after the other, each its own.
    private async Task<List<double>> LoadAsync(Func<int, Task> ask, CancellationToken cancellationToken)
    {
        var until = Stopwatch.StartNew();
        var clients = Enumerable.Range(0, Parallel).Select(async client =>
        {
            var times = new List<double>();
            for (var n = client; until.Elapsed < plan.CellLength; n += Parallel)
            {
                cancellationToken.ThrowIfCancellationRequested();
                times.Add(await TimeAsync(() => ask(n)));
            }

            return times;
        });
        var all = (await Task.WhenAll(clients)).SelectMany(times => times).ToList();
        all.Sort();
        return all;
    }

    private static async Task<Extra[]> ImportAsync(HttpClient http, ServerProcess server, CancellationToken cancellationToken)
    {
        var file = new StringBuilder("metadata:\n  project_name: Imported\n  workstreams: [Build, Test]\nitems:\n");
        for (var i = 1; i <= Imported; i++)
        {
            file.Append(CultureInfo.InvariantCulture, $"""
                  - item_num: {i}
                    type: Risk
                    title: Imported item {i}
                    description: what is known of item {i}, and what is planned
                    workstream: {(i % 2 == 0 ? "Build" : "Test")}
                    assigned_to: Person {i % 20}
                    start: 2026-11-02
                    finish: 2026-12-18
                    percent_complete: {i % 100}
                    notes: |
                      2026-11-20: seen

                """);
        }

        using var body = new StringContent(file.ToString(), Encoding.UTF8, "application/yaml");
        var (before, peak) = (server.ResidentMb, 0.0);
        var clock = Stopwatch.StartNew();
        var importing = http.PostAsync("/api/v1/projects/import", body, cancellationToken);
        while (await Task.WhenAny(importing, Task.Delay(LookEvery, cancellationToken)) != importing)
        {
            peak = Math.Max(peak, server.ResidentMb);
        }

        using var answer = (await importing).EnsureSuccessStatusCode();
        return
        [
            Big("import of 10,000 items", clock.Elapsed.TotalSeconds, "s"),
            Big("memory that it took, at its peak", Math.Max(0, peak - before), "MB"),
        ];
    }

    private static async Task<Extra[]> ExportAsync(HttpClient http, ServerProcess server, int project, int items, CancellationToken cancellationToken)
    {
        await http.GetStringAsync($"{Project(project)}/items?limit=1", cancellationToken);
        var (before, peak) = (server.ResidentMb, 0.0);
        var clock = Stopwatch.StartNew();
        using var answer = await http.GetAsync($"{Project(project)}/export?format=csv", HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await using var content = await answer.EnsureSuccessStatusCode().Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[64 << 10];
        var (bytes, read) = (0L, 0);
        while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
        {
            bytes += read;
            peak = Math.Max(peak, server.ResidentMb);
        }

        return
        [
            Big(string.Create(CultureInfo.InvariantCulture, $"export of {items:N0} items as CSV"), items / clock.Elapsed.TotalSeconds, "rows/s"),
            Big("its size", bytes / 1e6, "MB"),
            Big("memory that it took beside the project, at its peak", Math.Max(0, peak - before), "MB"),
        ];
    }

    private static Extra Big(string name, double value, string unit) => new("big", "braidmgr", name, value, unit);
}
