using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using BraidMgr.Compare.Systems;
using Npgsql;

namespace BraidMgr.Compare.Tools;

/// <summary>
/// What organizations notice of one that takes all it can get: of one that writes as fast as it is answered, and of one whose queries do
/// not come to an end. In turn with how they are without it.
/// </summary>
internal sealed class Noisy(BraidMgrHost system, Plan plan)
{
    /// <summary>The calm ones' p99 beside a flood of changes, over what it is without.</summary>
    public const string BesideFlood = "the others' p99 beside one that floods, over theirs without, median of pairs";

    /// <summary>The calm ones' p99 beside queries that hang, over what it is without.</summary>
    public const string BesideQueries = "the others' p99 beside one whose queries hang, over theirs without, median of pairs";

    /// <summary>How long those queries waited for their refusal.</summary>
    public const string SlowestRefusal = "a query behind those that hang is refused, the slowest";

    private const int Pairs = 5;
    private const int Loud = Plan.Organizations;
    private const int LoudClients = 64;
    private const int CalmConnections = 8;

    // Some 150 requests a second of all: machines are not full of them.
    private static readonly TimeSpan CalmPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);
    private static readonly string LoudDatabase = string.Create(CultureInfo.InvariantCulture, $"braidmgr_org_bench_{Loud:000}");

    private readonly ConcurrentBag<double> _refusals = [];
    private readonly ConcurrentBag<string> _unexpected = [];
    private Target _target = null!;
    private string _calm = "";

    /// <summary>Measures; each figure is a line.</summary>
    public async Task<IReadOnlyList<Extra>> MeasureAsync(CancellationToken cancellationToken)
    {
        LimitOrganizations();
        await using var server = await system.StartAsync(cancellationToken);
        // Hosts of other works have no limits.
        system.Settings.Clear();
        _target = await system.SignInAsync(server.BaseUrl, Plan.Organizations, cancellationToken);
        _calm = await HttpSystem.IdsAsync(1, Loud - 1, cancellationToken);
        await CalmAsync(plan.WarmUp, cancellationToken);
        var (floods, hangs) = (new List<double>(), new List<double>());
        for (var pair = 0; pair < Pairs; pair++)
        {
            floods.Add(await PairAsync(FloodAsync, cancellationToken));
            hangs.Add(await PairAsync(HangAsync, cancellationToken));
        }

        return
        [
            Line(BesideFlood, Ledger.Median(floods), "times"),
            Line(BesideQueries, Ledger.Median(hangs), "times"),
            Line(SlowestRefusal, _refusals.DefaultIfEmpty().Max(), "ms"),
            Line("queries that were refused", _refusals.Count, "requests"),
            Line("answers to them of another kind", _unexpected.Count, "requests"),
        ];
    }

    // As in production, but that one person stands for all of the organization's.
    private void LimitOrganizations()
    {
        system.Settings["BRAID__RATELIMITS__ENABLED"] = "true";
        foreach (var group in (string[])["AUTH", "CHAT", "OTHERS"])
        {
            system.Settings[$"BRAID__RATELIMITS__{group}PERMINUTE"] = "100000000";
        }
    }

    private async Task<double> PairAsync(Func<CancellationToken, Task> loud, CancellationToken cancellationToken)
    {
        // What the pair before left is no part of how it is without.
        await CalmAsync(Rest, cancellationToken);
        var without = await CalmAsync(plan.CellLength, cancellationToken);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var noise = loud(enough.Token);
        var beside = await CalmAsync(plan.CellLength, cancellationToken);
        await enough.CancelAsync();
        await noise;
        await Console.Error.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{loud.Method.Name}: p99 {without.P99Ms:0.0} ms, beside it {beside.P99Ms:0.0} ms, {beside.Errors} errors"));
        return beside.P99Ms / without.P99Ms;
    }

    private Task<Figures> CalmAsync(TimeSpan length, CancellationToken cancellationToken) =>
        Wrk.RunAsync("create", _target, _calm, CalmConnections, length, CalmPause, cancellationToken);

    // It ends by itself, with the others' cell.
    private async Task FloodAsync(CancellationToken enough) => await Wrk.RunAsync(
        "create", _target, await HttpSystem.IdsAsync(Loud, Loud, enough), LoudClients, plan.CellLength, TimeSpan.Zero, CancellationToken.None);

    private async Task HangAsync(CancellationToken enough)
    {
        await using var holder = new NpgsqlConnection(PostgresServer.Own.Connection(LoudDatabase) + ";Pooling=false");
        await holder.OpenAsync(enough);
        await using var hold = new NpgsqlCommand("BEGIN; LOCK TABLE audit_log IN ACCESS EXCLUSIVE MODE", holder);
        await hold.ExecuteNonQueryAsync(enough);
        using var http = new HttpClient { BaseAddress = new Uri(_target.BaseUrl) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(enough));
        await Task.WhenAll(Enumerable.Range(0, LoudClients).Select(_ => AskAsync(http, enough)));
    }

    private async Task AskAsync(HttpClient http, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            var clock = Stopwatch.StartNew();
            try
            {
                using var answer = await http.GetAsync(new Uri($"{_target.Prefix}/projects/{HttpSystem.ProjectId(Loud, 1)}/activity", UriKind.Relative), enough);
                if ((int)answer.StatusCode is 429 or 503)
                {
                    _refusals.Add(clock.Elapsed.TotalMilliseconds);
                }
                else
                {
                    _unexpected.Add(answer.StatusCode.ToString());
                }
            }
            catch (OperationCanceledException)
            {
                // Those that run, and whoever waits when it is enough.
            }
        }
    }

    private async Task<string> TokenAsync(CancellationToken cancellationToken) =>
        (await File.ReadAllLinesAsync(_target.TokensFile, cancellationToken)).Select(line => line.Split('\t'))
            .Single(line => line[0] == Loud.ToString(CultureInfo.InvariantCulture))[1];

    private static Extra Line(string name, double value, string unit) => new("noisy", "braidmgr", name, value, unit);
}
