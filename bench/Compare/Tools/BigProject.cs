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
    public const string PageP99 = "filtered page of 20,000 items, p99 at a part of that";
    public const string SearchP95 = "search over 120,000 items, p95";

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

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

        // As before every cell, the host is warm: a project of 400 items was opened.
        await http.GetStringAsync($"{Project(1)}/items?type=Risk&limit=20", cancellationToken);
        var before = server.ResidentMb;
        var open = await TimeAsync(() => http.GetStringAsync($"{Project(8)}/items?type=Risk&limit=20", cancellationToken));
        var held = server.ResidentMb - before;
        var refresh = await TimeAsync(() => RefreshAsync(http, 8, cancellationToken));
        var (full, pages) = await PagesAsync(server, token, cancellationToken);
        var indexing = await TimeAsync(() => http.GetStringAsync("/api/v1/search?q=anything", cancellationToken));
        var early = await SearchesAsync(http, cancellationToken);
        await Shell.PsqlAsync($"braidmgr_org_bench_{Plan.WarmUpOrganization:000}", ["-c", "ANALYZE search_documents"], cancellationToken);
        var searches = await SearchesAsync(http, cancellationToken);
        var dashboards = await LoadAsync(_ => http.GetStringAsync($"{Project(8)}/dashboard", cancellationToken), cancellationToken);
        var import = await ImportAsync(http, server, cancellationToken);
        var smaller = await ExportAsync(http, server, 8, Medium, cancellationToken);
        var export = await ExportAsync(http, server, 9, Large, cancellationToken);
        return
        [
            Big(Open, open, "ms"),
            Big("memory that it takes", held, "MB"),
            Big("indicators of the day stored behind it", refresh, "ms"),
            Big("filtered pages of 20,000 items, as fast as they come", full.Rps, "requests/s"),
            Big("filtered page of 20,000 items, p50", full.P50Ms, "ms"),
            Big("filtered page of 20,000 items, p99", full.P99Ms, "ms"),
            Big("filtered pages of 20,000 items, at a part of that", pages.Rps, "requests/s"),
            Big("filtered page of 20,000 items, p50 at a part of that", pages.P50Ms, "ms"),
            Big(PageP99, pages.P99Ms, "ms"),
            Big("first search after 120,000 items came", indexing, "ms"),
            Big("search before PostgreSQL has statistics of them, p95", Ledger.At(early, 0.95), "ms"),
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

    // What a new day changed is stored behind the first answer, once: this waits for it.
    private static async Task RefreshAsync(HttpClient http, int project, CancellationToken cancellationToken)
    {
        using var answer = await http.PostAsync($"{Project(project)}/update-indicators", null, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    // As fast as both cores allow, where the kernel's time slices make the slowest answers; and by as many clients that pause between their requests.
    private async Task<(Figures Full, Figures Part)> PagesAsync(ServerProcess server, string token, CancellationToken cancellationToken)
    {
        var (tokens, ids) = (Path.Combine(Handed.Scratch, "big-token"), Path.Combine(Handed.Scratch, "big-ids"));
        await File.WriteAllTextAsync(tokens, $"{Plan.WarmUpOrganization}\t{token}\n", cancellationToken);
        await File.WriteAllTextAsync(
            ids, $"{Plan.WarmUpOrganization}\t{HttpSystem.ProjectId(Plan.WarmUpOrganization, 8)}\t{Medium}\n", cancellationToken);
        var target = new Target(server.BaseUrl, tokens, "/api/v1", "offset");
        await Wrk.RunAsync("page", target, ids, Parallel, plan.WarmUp / 4, TimeSpan.Zero, cancellationToken);
        var full = await Wrk.RunAsync("page", target, ids, Parallel, plan.CellLength, TimeSpan.Zero, cancellationToken);
        var part = await Wrk.RunAsync("page", target, ids, Parallel, plan.CellLength, Pause, cancellationToken);
        return full.Errors + part.Errors == 0 ? (full, part) : throw new InvalidOperationException($"pages of the project of {Medium} items failed");
    }

    private Task<List<double>> SearchesAsync(HttpClient http, CancellationToken cancellationToken) => LoadAsync(
        n => http.GetStringAsync($"/api/v1/search?q={Uri.EscapeDataString(Words[n % Words.Length])}", cancellationToken), cancellationToken);

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

    // Once before it is measured: the collector moves what it has seen little of, and a project that was only just loaded is most of it. What
    // it then leaves after each of its looks is what an export holds, with what it did not look at yet.
    private static async Task<Extra[]> ExportAsync(HttpClient http, ServerProcess server, int project, int items, CancellationToken cancellationToken)
    {
        await RefreshAsync(http, project, cancellationToken);
        await DownloadAsync(http, project, () => Task.CompletedTask, cancellationToken);
        var (resident, peak, heaps) = (server.ResidentMb, 0.0, new List<double>());
        var clock = Stopwatch.StartNew();
        var bytes = await DownloadAsync(http, project, Look, cancellationToken);

        async Task Look()
        {
            peak = Math.Max(peak, server.ResidentMb);
            heaps.Add(await HeapMbAsync(http, cancellationToken));
        }

        return
        [
            Big(string.Create(CultureInfo.InvariantCulture, $"export of {items:N0} items as CSV"), items / clock.Elapsed.TotalSeconds, "rows/s"),
            Big("its size", bytes / 1e6, "MB"),
            Big("heap after collections meanwhile, from its least to its most", heaps.Count == 0 ? 0 : heaps.Max() - heaps.Min(), "MB"),
            Big("resident memory beside the project, at its peak", Math.Max(0, peak - resident), "MB"),
        ];
    }

    private static async Task<long> DownloadAsync(HttpClient http, int project, Func<Task> look, CancellationToken cancellationToken)
    {
        using var answer = await http.GetAsync($"{Project(project)}/export?format=csv", HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await using var content = await answer.EnsureSuccessStatusCode().Content.ReadAsStreamAsync(cancellationToken);
        var (buffer, looked) = (new byte[64 << 10], Stopwatch.StartNew());
        var (bytes, read) = (0L, 0);
        while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
        {
            bytes += read;
            if (looked.Elapsed > LookEvery)
            {
                await look();
                looked.Restart();
            }
        }

        return bytes;
    }

    private static async Task<double> HeapMbAsync(HttpClient http, CancellationToken cancellationToken)
    {
        const string Name = "dotnet_gc_last_collection_heap_size_bytes{";
        var metrics = await http.GetStringAsync("/metrics", cancellationToken);
        return metrics.Split('\n').Where(line => line.StartsWith(Name, StringComparison.Ordinal))
            .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture)) / 1e6;
    }

    private static Extra Big(string name, double value, string unit) => new("big", "braidmgr", name, value, unit);
}
