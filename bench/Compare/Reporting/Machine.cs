using System.Globalization;
using System.Runtime.InteropServices;
using BraidMgr.Compare.Tools;

namespace BraidMgr.Compare.Reporting;

/// <summary>What somebody needs to know to repeat a run.</summary>
internal static class Machine
{
    private static readonly string[] Settings =
        ["server_version", "fsync", "synchronous_commit", "full_page_writes", "max_connections", "shared_buffers", "wal_level", "max_wal_size"];

    public static async Task DescribeAsync(Plan plan, TextWriter writer, CancellationToken cancellationToken)
    {
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9;
        var settings = await Shell.PsqlAsync("postgres", Settings.SelectMany(name => new[] { "-c", $"SHOW {name}" }), cancellationToken);
        var values = settings.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] lines =
        [
            $"machine: {Environment.ProcessorCount} cores, {memory.ToString("0", CultureInfo.InvariantCulture)} GB, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}",
            "postgresql: " + string.Join(", ", Settings.Zip(values, (name, value) => $"{name} {value}")),
            $"load: wrk with one thread, {plan.Rounds} rounds (medians), warm-up {plan.WarmUp.TotalSeconds:0} s, cells of {plan.CellLength.TotalSeconds:0} s, " +
                $"{Plan.Organizations} organizations or one of 5 projects of 400 items; load, servers and database share the machine",
        ];
        foreach (var line in lines)
        {
            await writer.WriteLineAsync(line);
        }
    }
}
