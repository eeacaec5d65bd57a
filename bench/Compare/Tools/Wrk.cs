using System.Globalization;
using System.Text.Json;

namespace BraidMgr.Compare.Tools;

/// <summary>The load generator: as many requests as so many connections carry, each waiting for its answer.</summary>
internal static class Wrk
{
    private static readonly JsonSerializerOptions Snake = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static async Task<Figures> RunAsync(
        string work, Target target, string idsFile, int connections, TimeSpan length, TimeSpan pause, CancellationToken cancellationToken)
    {
        var output = await Shell.RunAsync(
            "wrk",
            [
                "-t1",
                $"-c{connections}",
                string.Create(CultureInfo.InvariantCulture, $"-d{length.TotalSeconds:0}s"),
                "--timeout", "10s",
                "--latency",
                "-s", Path.Combine(Handed.Bench, "load", $"{work}.lua"),
                target.BaseUrl, "--", target.TokensFile, idsFile, target.Prefix, target.Paging,
                string.Create(CultureInfo.InvariantCulture, $"{pause.TotalMilliseconds:0}"),
            ],
            null,
            cancellationToken);
        var result = output.Split('\n').Last(line => line.StartsWith("RESULT ", StringComparison.Ordinal));
        return JsonSerializer.Deserialize<Figures>(result["RESULT ".Length..], Snake)!;
    }
}
