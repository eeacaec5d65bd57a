using System.Globalization;

namespace BraidMgr.Compare.Reporting;

/// <summary>What must show, and whether it does.</summary>
internal static class Goals
{
    private const double SlowestP99Ms = 50;
    private const double SlowestRegisterMs = 1000;
    private const double SlowestSpareMs = 50;
    private const double LargestIdleMb = 300;
    private const double LongestUpSeconds = 60;
    private const double LongestPauseMs = 1000;
    private const double FasterThanProcesses = 10;
    private const double SlowestFanOut = 2;
    private const double LargestHopMs = 0.3;
    private const double LeastShareInCrowd = 0.8;
    private const double MostBesideNoise = 1.5;
    private const double SlowestRefusalMs = 1000;
    private const double SlowestOfThousandMs = 1000;

    // At 32 and 128 connections, over 20 organizations: how often the requests a second of the seed's stack, and of plain ASP.NET Core.
    private static readonly (string Work, double OverSeed, double OverDirect)[] ReadGoals = [("project", 20, 4), ("item", 20, 4), ("page", 20, 6)];

    private const double OverSeedInMany = 5;
    private static readonly (int Connections, double Least)[] OverDirectInMany = [(32, 1.2), (128, 1.8)];
    private const double OverDirectInOne = 4;
    private const double OverFloor = 2;

    /// <summary>Prints the goals that the figures of this run can tell about.</summary>
    public static void Print(Ledger ledger)
    {
        foreach (var (text, met) in Reads(ledger).Concat(Writes(ledger)).Concat(Hop(ledger)).Concat(Held(ledger)).Concat(Chat(ledger)).Concat(Latencies(ledger)).Concat(Host(ledger)).Concat(Big(ledger)).Concat(Crowd(ledger)).Concat(Neighbours(ledger)).OfType<Goal>())
        {
            Console.WriteLine($"{(met ? "met   " : "MISSED")}  {text}");
        }
    }

    private static IEnumerable<Goal?> Reads(Ledger ledger)
    {
        foreach (var goal in ReadGoals)
        {
            foreach (var connections in Plan.Connections)
            {
                yield return Times(ledger, goal.Work, Plan.Organizations, connections, "seed", connections, goal.OverSeed);
                yield return Times(ledger, goal.Work, Plan.Organizations, connections, "direct", connections, goal.OverDirect);
                yield return goal.Work == "page" ? null : Tenth(ledger, goal.Work, connections);
            }
        }

        yield return ledger.StatementsDuringReads is { } statements
            ? new Goal($"statements by braid_app while reads were measured: {statements}, none allowed", statements == 0)
            : null;
    }

    private static IEnumerable<Goal?> Writes(Ledger ledger)
    {
        foreach (var work in Work.All.Where(work => work.Writes).Select(work => work.Name))
        {
            foreach (var (connections, least) in OverDirectInMany)
            {
                yield return Times(ledger, work, Plan.Organizations, connections, "seed", connections, OverSeedInMany);
                yield return Times(ledger, work, Plan.Organizations, connections, "direct", connections, least);
                yield return Times(ledger, work, 1, connections, "direct", connections, OverDirectInOne);
            }

            yield return Times(ledger, work, 1, 128, "pgbench", Tools.Pgbench.Connections, OverFloor);
        }
    }

    private static Goal? Tenth(Ledger ledger, string work, int connections) =>
        (ledger.Of("braidmgr", work, connections, Plan.Organizations), ledger.Of("seed", work, connections, Plan.Organizations)) is ({ } ours, { } seed)
            ? Said($"{work}, {Plan.Organizations} organizations, {connections} connections: p99 {ours.P99Ms:0.0} ms, a tenth of seed's {seed.P99Ms:0.0} ms", ours.P99Ms * 10 <= seed.P99Ms)
            : null;

    private static IEnumerable<Goal?> Held(Ledger ledger) =>
        from goal in (ValueTuple<string, double>[])[("seed", 10), ("direct", 5)]
        let theirs = ledger.Of(goal.Item1, Tools.HeldConnections.Most)
        let ours = ledger.Of("braidmgr", Tools.HeldConnections.Most)
        where ours is not null && theirs is not null
        select Said($"{Tools.HeldConnections.Most}: {ours:0}, a {theirs / ours:0.0}th of {goal.Item1}'s {theirs:0}, at most a {goal.Item2:0}th", ours * goal.Item2 <= theirs);

    // At one connection: what the way through the grains costs over calling the database from the request.
    private static IEnumerable<Goal?> Hop(Ledger ledger) =>
        (ledger.Of("braidmgr", Plan.LowLoadWork, 1, 1), ledger.Of("direct", Plan.LowLoadWork, 1, 1)) is ({ } ours, { } direct)
            ? [Said($"{Plan.LowLoadWork}, one connection: p50 {ours.P50Ms:0.00} ms, direct {direct.P50Ms:0.00} ms, at most {LargestHopMs:0.0} ms more", ours.P50Ms - direct.P50Ms < LargestHopMs)]
            : [];

    private static IEnumerable<Goal?> Chat(Ledger ledger)
    {
        foreach (var name in Live.LiveChat.Watchers.Select(watchers => Live.LiveChat.LastOf(watchers, "p99")))
        {
            yield return (ledger.Of("braidmgr", name), ledger.Of(Live.LiveChat.Floor, name)) is ({ } ours, { } floor)
                ? Said($"chat, {name}: {ours:0.0} ms, {ours / floor:0.0} times a plain SignalR group without storage, below {SlowestFanOut:0}", ours < SlowestFanOut * floor)
                : null;
        }
    }

    private static IEnumerable<Goal?> Latencies(Ledger ledger) =>
        from cell in ledger.Cells
        where cell is { System: "braidmgr", Connections: 128 }
        let figures = ledger.Of(cell)
        select Said($"{cell.Work}, {cell.Organizations} organizations, 128 connections: p99 {figures.P99Ms:0.0} ms, below {SlowestP99Ms:0} ms", figures.P99Ms < SlowestP99Ms);

    private static IEnumerable<Goal?> Host(Ledger ledger)
    {
        yield return ledger.Of("braidmgr", "register", 1, 1) is { } register
            ? Said($"register with a new organization: {register.P50Ms:0} ms, the slowest {register.P99Ms:0} ms, below {SlowestRegisterMs:0} ms", register.P99Ms < SlowestRegisterMs)
            : null;
        yield return ledger.Of("braidmgr", Tools.NewOrganizations.SpareP99) is { } spare
            ? Said($"{Tools.NewOrganizations.SpareP99}: {spare:0} ms, below {SlowestSpareMs:0} ms", spare < SlowestSpareMs)
            : null;
        yield return ledger.Of("braidmgr", Tools.Backups.Pause) is { } pause
            ? Said($"restore, {Tools.Backups.Pause}: {pause:0} ms, below {LongestPauseMs:0} ms", pause < LongestPauseMs)
            : null;
        yield return ledger.IdleMb is { } idle
            ? Said($"an idle host: {idle:0} MB, below {LargestIdleMb:0} MB", idle < LargestIdleMb)
            : null;
        yield return ledger.FirstUp is { } up
            ? Said($"from clone to ready: {up.TotalSeconds:0} s, below {LongestUpSeconds:0} s", up.TotalSeconds < LongestUpSeconds)
            : null;
        if (ledger.Migrations is { AlembicProcesses: { } processes, AlembicLoop: { } loop } ours)
        {
            yield return Said($"one column in {ours.Organizations} databases: {processes / ours.BraidMgr:0.0} times as fast as Alembic in 8 processes, at least {FasterThanProcesses:0}", processes / ours.BraidMgr >= FasterThanProcesses);
            yield return Said($"one column in {ours.Organizations} databases: {loop / ours.BraidMgr:0.0} times as fast as Alembic in one process, at least 1", loop >= ours.BraidMgr);
        }
    }

    private static IEnumerable<Goal?> Big(Ledger ledger) =>
        from goal in (ValueTuple<string, double>[])[(Tools.BigProject.Open, 1000), (Tools.BigProject.PageP99, 5), (Tools.BigProject.SearchP95, 100)]
        let took = ledger.Of("braidmgr", goal.Item1)
        where took is not null
        select Said($"{goal.Item1}: {took:0.0} ms, below {goal.Item2:0} ms", took < goal.Item2);

    private static IEnumerable<Goal?> Crowd(Ledger ledger) =>
        from work in Tools.Many.Works
        let share = ledger.Of("braidmgr", Tools.Many.MedianOf(work))
        where share is not null
        select Said($"{Tools.Many.MedianOf(work)}: {share:0.00}, at least {LeastShareInCrowd:0.0}", share >= LeastShareInCrowd);

    private static IEnumerable<Goal?> Neighbours(Ledger ledger)
    {
        foreach (var (name, most, unit) in (ValueTuple<string, double, string>[])[
            (Tools.Noisy.BesideFlood, MostBesideNoise, ""), (Tools.Noisy.BesideQueries, MostBesideNoise, ""),
            (Tools.Noisy.SlowestRefusal, SlowestRefusalMs, " ms"), (Tools.Fleet.P99, SlowestOfThousandMs, " ms")])
        {
            yield return ledger.Of("braidmgr", name) is { } figure ? Said($"{name}: {figure:0.0}{unit}, at most {most:0.0}{unit}", figure <= most) : null;
        }
    }

    private static Goal? Times(
        Ledger ledger, string work, int organizations, int connections, string other, int othersConnections, double least)
    {
        var ours = ledger.Of("braidmgr", work, connections, organizations);
        var theirs = ledger.Of(other, work, othersConnections, organizations);
        if (ours is null || theirs is null)
        {
            return null;
        }

        var times = ours.Rps / theirs.Rps;
        return Said($"{work}, {organizations} organizations, {connections} connections: {times:0.0} times {other}, at least {least:0.0}", times >= least);
    }

    private static Goal Said(FormattableString text, bool met) => new(text.ToString(CultureInfo.InvariantCulture), met);

    private sealed record Goal(string Text, bool Met);
}
