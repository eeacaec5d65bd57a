using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using BraidMgr.Compare.Systems;

namespace BraidMgr.Compare.Tools;

/// <summary>
/// What creating an organization takes over HTTP: while spare databases last, and a hundred right after one another, which takes longer
/// than making spares does.
/// </summary>
internal sealed class NewOrganizations(BraidMgrHost system, Plan plan)
{
    /// <summary>The name of the figure that has a goal.</summary>
    public const string SpareP99 = "create an organization while spares last, p99";

    private const string SparesSql = "SELECT count(*) FROM pg_database WHERE starts_with(datname, 'braidmgr_spare_')";

    // As many as one person may create, and less.
    private const int OfAnOwner = 10;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Calm = TimeSpan.FromMilliseconds(500);

    private readonly int _count = plan.Quick ? 20 : 100;
    private int _made;

    /// <summary>Creates and measures; each figure is a line.</summary>
    public async Task<IReadOnlyList<Extra>> MeasureAsync(CancellationToken cancellationToken)
    {
        await using var server = await system.StartAsync(cancellationToken);
        var owners = new List<HttpClient>();
        try
        {
            for (var owner = 1; owner <= 2 * _count / OfAnOwner; owner++)
            {
                owners.Add(await SignedInAsync(server.BaseUrl, owner, cancellationToken));
            }

            // The first of a host pays for what is made once.
            await CreateAsync(owners[0], cancellationToken);
            var spared = await WithSparesAsync([.. owners.Take(owners.Count / 2)], cancellationToken);
            var clock = Stopwatch.StartNew();
            var row = new List<double>();
            foreach (var owner in owners.Skip(owners.Count / 2).SelectMany(owner => Enumerable.Repeat(owner, OfAnOwner)))
            {
                row.Add(await CreateAsync(owner, cancellationToken));
            }

            var took = clock.Elapsed.TotalSeconds;
            row.Sort();
            return
            [
                Line("create an organization while spares last, p50", Ledger.At(spared, 0.5), "ms"),
                Line(SpareP99, Ledger.At(spared, 0.99), "ms"),
                Line(string.Create(CultureInfo.InvariantCulture, $"create {row.Count} organizations, one after the other"), took, "s"),
                Line("one of them, p50", Ledger.At(row, 0.5), "ms"),
                Line("one of them, p99", Ledger.At(row, 0.99), "ms"),
            ];
        }
        finally
        {
            owners.ForEach(owner => owner.Dispose());
        }
    }

    private async Task<List<double>> WithSparesAsync(List<HttpClient> owners, CancellationToken cancellationToken)
    {
        var times = new List<double>();
        foreach (var owner in owners.SelectMany(owner => Enumerable.Repeat(owner, OfAnOwner - 1)))
        {
            await SparesAsync(cancellationToken);
            times.Add(await CreateAsync(owner, cancellationToken));
        }

        times.Sort();
        return times;
    }

    private static async Task SparesAsync(CancellationToken cancellationToken)
    {
        while (int.Parse(await Shell.PsqlAsync("postgres", ["-c", SparesSql], cancellationToken), CultureInfo.InvariantCulture) < 2)
        {
            await Task.Delay(Look, cancellationToken);
        }

        // Whoever looked is gone, and what made the last spare too.
        await Task.Delay(Calm, cancellationToken);
    }

    private static async Task<HttpClient> SignedInAsync(string baseUrl, int owner, CancellationToken cancellationToken)
    {
        var token = await BraidMgrHost.TokenAsync(baseUrl, owner, cancellationToken);
        var http = new HttpClient { BaseAddress = new Uri(baseUrl) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        // Opening the organization that they are signed in to is no part of it.
        using var projects = await http.GetAsync("/api/v1/projects", cancellationToken);
        return projects.IsSuccessStatusCode ? http : throw new InvalidOperationException($"GET projects answered {(int)projects.StatusCode}");
    }

    private async Task<double> CreateAsync(HttpClient owner, CancellationToken cancellationToken)
    {
        var slug = string.Create(CultureInfo.InvariantCulture, $"more-{++_made:000}");
        var clock = Stopwatch.StartNew();
        using var answer = await owner.PostAsJsonAsync("/api/v1/orgs", new { name = slug, slug }, cancellationToken);
        var took = clock.Elapsed.TotalMilliseconds;
        return answer.IsSuccessStatusCode ? took : throw new InvalidOperationException(await answer.Content.ReadAsStringAsync(cancellationToken));
    }

    private static Extra Line(string name, double value, string unit) => new("provision", "braidmgr", name, value, unit);
}
