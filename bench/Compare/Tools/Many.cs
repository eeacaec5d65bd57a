using System.Globalization;
using BraidMgr.Compare.Systems;

namespace BraidMgr.Compare.Tools;

/// <summary>
/// Whether organizations notice how many others there are: the same load on 50 organizations of a server that has thousands of databases,
/// and of one that has only theirs, in turn, one at a time.
/// </summary>
internal sealed class Many(Plan plan)
{
    private const int Busy = 50;
    private const int Pairs = 5;

    /// <summary>What they do: write, and read what is in memory.</summary>
    public static readonly string[] Works = ["create", "page"];

    private readonly int _databases = plan.Quick ? 300 : 5000;
    private readonly List<Extra> _lines = [];

    /// <summary>The name of what counts: the busy ones' rate among thousands, as a share of what it is alone.</summary>
    public static string MedianOf(string work) =>
        string.Create(CultureInfo.InvariantCulture, $"{work}, requests/s beside idle databases as a share of those alone, median of {Pairs} pairs");

    /// <summary>Prepares both servers, and measures the pairs; each figure is a line.</summary>
    public async Task<IReadOnlyList<Extra>> MeasureAsync(CancellationToken cancellationToken)
    {
        var alone = await PrepareAsync(PostgresServer.Own, cancellationToken);
        var crowded = await PrepareAsync(PostgresServer.Crowded, cancellationToken);
        await new IdleOrganizations(PostgresServer.Crowded).MakeAsync(_databases - Busy, cancellationToken);
        Add($"databases of organizations on the crowded server", await CountAsync(cancellationToken), "databases");

        var shares = Works.ToDictionary(work => work, _ => new List<double>());
        for (var pair = 1; pair <= Pairs; pair++)
        {
            await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"pair {pair} of {Pairs}"));
            await PairAsync(pair, alone, crowded, shares, cancellationToken);
        }

        foreach (var (work, all) in shares)
        {
            Add($"{MedianOf(work)}", Ledger.Median(all), "times");
            Add($"{work}, the least of them", all.Min(), "times");
            Add($"{work}, the most of them", all.Max(), "times");
        }

        return _lines;
    }

    private static async Task<Side> PrepareAsync(PostgresServer postgres, CancellationToken cancellationToken)
    {
        var host = new BraidMgrHost(Busy, new Ledger(), postgres);
        await host.PrepareAsync(cancellationToken);
        await postgres.SetAsync("autovacuum", "off", cancellationToken);
        return new Side(host, postgres);
    }

    // Who is first changes from pair to pair.
    private async Task PairAsync(int pair, Side alone, Side crowded, Dictionary<string, List<double>> shares, CancellationToken cancellationToken)
    {
        var rates = new Dictionary<Side, Dictionary<string, Figures>>();
        foreach (var side in pair % 2 == 0 ? (Side[])[crowded, alone] : [alone, crowded])
        {
            rates[side] = await VisitAsync(side, cancellationToken);
        }

        foreach (var work in Works)
        {
            var (by, among) = (rates[alone][work], rates[crowded][work]);
            shares[work].Add(among.Rps / by.Rps);
            Add($"{work}, pair {pair}, alone, {by.P50Ms:0.0} ms at p50, {by.P99Ms:0.0} at p99, {by.Errors} errors", by.Rps, "requests/s");
            Add($"{work}, pair {pair}, beside the others, {among.P50Ms:0.0} ms at p50, {among.P99Ms:0.0} at p99, {among.Errors} errors", among.Rps, "requests/s");
            Add($"{work}, pair {pair}, share", shares[work][^1], "times");
        }
    }

    // A fresh host; the server of the other side rests meanwhile, its autovacuum too.
    private async Task<Dictionary<string, Figures>> VisitAsync(Side side, CancellationToken cancellationToken)
    {
        await side.Postgres.CheckpointAsync(cancellationToken);
        await side.Postgres.SetAsync("autovacuum", "on", cancellationToken);
        var all = new Dictionary<string, Figures>();
        await using (var server = await side.Host.StartAsync(cancellationToken))
        {
            var target = await side.Host.SignInAsync(server.BaseUrl, Busy, cancellationToken);
            var ids = await HttpSystem.IdsAsync(1, Busy, cancellationToken);
            foreach (var work in Works)
            {
                await Wrk.RunAsync(work, target, ids, Plan.Connections[0], plan.WarmUp / (2 * Works.Length), TimeSpan.Zero, cancellationToken);
            }

            foreach (var work in Works)
            {
                all[work] = await Wrk.RunAsync(work, target, ids, Plan.Connections[0], plan.CellLength, TimeSpan.Zero, cancellationToken);
            }
        }

        await side.Postgres.SetAsync("autovacuum", "off", cancellationToken);
        return all;
    }

    private static async Task<int> CountAsync(CancellationToken cancellationToken) => int.Parse(
        await PostgresServer.Crowded.PsqlAsync("postgres", ["-c", "SELECT count(*) FROM pg_database WHERE starts_with(datname, 'braidmgr_org_')"], cancellationToken),
        CultureInfo.InvariantCulture);

    private void Add(FormattableString name, double value, string unit) =>
        _lines.Add(new Extra("many", "braidmgr", name.ToString(CultureInfo.InvariantCulture), value, unit));

    private sealed record Side(BraidMgrHost Host, PostgresServer Postgres);
}
