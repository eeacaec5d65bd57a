using System.Globalization;

namespace BraidMgr.Compare.Tools;

/// <summary>The database's own limit: the same change in one transaction each, 10 connections, prepared, no web server.</summary>
internal static class Pgbench
{
    public const int Connections = 10;

    private static readonly Dictionary<string, string> AsPeer = new() { ["PGUSER"] = "peer", ["PGPASSWORD"] = "peer" };

    public static async Task<Figures> RunAsync(string work, TimeSpan length, CancellationToken cancellationToken)
    {
        var log = Directory.CreateDirectory(Path.Combine(Handed.Scratch, "pgbench")).FullName;
        var script = Path.Combine(Handed.Bench, "peers", "floor", $"{work}.sql");
        var seconds = length.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
        await Shell.RunAsync(
            "pgbench",
            ["-n", "-M", "prepared", $"-c{Connections}", "-j2", "-T", seconds, "-l", $"--log-prefix={log}/t", "-f", script, "peer_org_001"],
            AsPeer,
            cancellationToken);
        var times = ReadTimes(log);
        Directory.Delete(log, recursive: true);
        return new Figures(times.Count / length.TotalSeconds, Ledger.At(times, 0.50), Ledger.At(times, 0.99), 0);
    }

    // A line a transaction: client, number, microseconds, …
    private static List<double> ReadTimes(string folder)
    {
        var times = Directory.GetFiles(folder).SelectMany(File.ReadLines)
            .Select(line => double.Parse(line.Split(' ')[2], CultureInfo.InvariantCulture) / 1000).ToList();
        times.Sort();
        return times;
    }
}
