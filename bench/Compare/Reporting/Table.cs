using System.Globalization;
using System.Text.Json;

namespace BraidMgr.Compare.Reporting;

/// <summary>The figures for a reader, or for a program.</summary>
internal static class Table
{
    private static readonly JsonSerializerOptions Snake = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    // pgbench gives the database's limit at the connections that suit it; it stands beside our cell of 128.
    private const int BesideFloor = 128;

    /// <summary>A line a cell, by work and load; the last column says how many times this system's rate BraidMgr's is.</summary>
    public static void Print(Ledger ledger)
    {
        var works = Work.All.Select(work => work.Name).ToList();
        Console.WriteLine($"{"work",-9}{"orgs",5}{"conns",7}  {"system",-10}{"requests/s",12}{"p50 ms",9}{"p99 ms",9}{"errors",8}{"braidmgr is",13}");
        foreach (var cell in ledger.Cells.OrderBy(c => works.IndexOf(c.Work)).ThenByDescending(c => c.Organizations).ThenBy(c => c.Connections))
        {
            var connections = cell.System == "pgbench" ? BesideFloor : cell.Connections;
            Console.WriteLine(Row(cell, ledger.Of(cell), ledger.Of("braidmgr", cell.Work, connections, cell.Organizations)));
        }

        foreach (var line in Others(ledger))
        {
            Console.WriteLine(line);
        }

        foreach (var figure in ledger.Extras)
        {
            Console.WriteLine(figure);
        }
    }

    /// <summary>A line of JSON a cell: work, system, engine, connections, organizations, rps, p50_ms, p99_ms, errors.</summary>
    public static void PrintJson(Ledger ledger)
    {
        foreach (var cell in ledger.Cells)
        {
            var figures = ledger.Of(cell);
            var line = new
            {
                cell.Work,
                cell.System,
                cell.Engine,
                cell.Connections,
                cell.Organizations,
                Rps = Math.Round(figures.Rps, 1),
                P50Ms = Math.Round(figures.P50Ms, 3),
                P99Ms = Math.Round(figures.P99Ms, 3),
                figures.Errors,
            };
            Console.WriteLine(JsonSerializer.Serialize(line, Snake));
        }

        foreach (var line in Others(ledger).Concat(ledger.Extras.Select(figure => figure.ToJson())))
        {
            Console.WriteLine(line);
        }
    }

    /// <summary>What is no load: JSON lines of their own fields.</summary>
    public static IEnumerable<string> Others(Ledger ledger)
    {
        if (ledger.IdleMb is { } idle)
        {
            yield return JsonSerializer.Serialize(new { work = "idle", system = "braidmgr", resident_mb = Math.Round(idle, 1) });
        }

        if (ledger.FirstUp is { } up)
        {
            yield return JsonSerializer.Serialize(new { work = "up", system = "braidmgr", seconds = Math.Round(up.TotalSeconds, 1) });
        }

        foreach (var (system, seconds) in Migrations(ledger))
        {
            yield return JsonSerializer.Serialize(
                new { work = "migrate", system, organizations = ledger.Migrations!.Organizations, seconds = Math.Round(seconds, 2) });
        }

        foreach (var calls in ledger.EngineCalls)
        {
            yield return calls;
        }
    }

    private static IEnumerable<(string System, double Seconds)> Migrations(Ledger ledger)
    {
        (string System, double? Seconds)[] all =
        [
            ("braidmgr", ledger.Migrations?.BraidMgr), ("alembic, 8 processes", ledger.Migrations?.AlembicProcesses), ("alembic, one process", ledger.Migrations?.AlembicLoop),
        ];
        return all.Where(f => f.Seconds is not null).Select(f => (f.System, f.Seconds!.Value));
    }

    private static string Row(Cell cell, Figures figures, Figures? ours)
    {
        var ratio = ours is null || cell.System == "braidmgr"
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $"{ours.Rps / figures.Rps:0.0} x");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{cell.Work,-9}{cell.Organizations,5}{cell.Connections,7}  {cell.System,-10}{figures.Rps,12:#,0}{figures.P50Ms,9:0.00}{figures.P99Ms,9:0.00}{figures.Errors,8}{ratio,13}");
    }
}
