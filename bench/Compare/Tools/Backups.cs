using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using BraidMgr.Compare.Systems;

namespace BraidMgr.Compare.Tools;

/// <summary>Backing up and restoring an organization of 100,000 items, as an operator does it: by the command, while the host serves.</summary>
internal sealed partial class Backups(BraidMgrHost system)
{
    /// <summary>The name of the figure that has a goal.</summary>
    public const string Pause = "for how long writes wait while it is swapped in";

    private const int Items = 100_000;
    private const int Project = 9;
    private const string Operator = "operator@bench.example";

    // Nothing is measured in it any more.
    private static readonly int Organization = Plan.Organizations;

    private readonly Dictionary<string, string> _settings = new()
    {
        ["BRAID__CENTRAL__CONNECTIONSTRING"] = PostgresServer.Own.Connection("braidmgr_central"),
        ["BRAIDMGR_EMAIL"] = Operator,
        ["BRAIDMGR_PASSWORD"] = "Bench-Passw0rd-of-operators",
    };

    private static string Slug => $"bench-{Organization:000}";

    /// <summary>Fills and measures; each figure is a line.</summary>
    public async Task<IReadOnlyList<Extra>> MeasureAsync(CancellationToken cancellationToken)
    {
        await BigProject.FillAsync(Organization, Items, Project, cancellationToken);
        await using var server = await system.StartAsync(cancellationToken);
        _settings["BRAIDMGR_URL"] = system.AdminUrl;
        await CommandAsync(cancellationToken, "operator", "create", Operator);
        var (backup, _) = await TimeAsync(cancellationToken, "org", "backup", Slug);
        var (_, list) = await TimeAsync(cancellationToken, "org", "backups", Slug, "--json");
        var made = JsonSerializer.Deserialize<JsonElement>(list).GetProperty("backups")[0];
        var (restore, said) = await TimeAsync(cancellationToken, "org", "restore", Slug, "--at", made.GetProperty("id").GetString()!);
        return
        [
            Line($"back up an organization of {made.GetProperty("rows").GetInt64():#,0} rows, items of it 102,000", backup, "s"),
            Line("its size, compressed and encrypted", made.GetProperty("size").GetInt64() / 1e6, "MB"),
            Line("restore it beside the live one, verify it and swap it in", restore, "s"),
            Line(Pause, double.Parse(Waited().Match(said).Groups[1].ValueSpan, CultureInfo.InvariantCulture), "ms"),
        ];
    }

    private async Task<(double Seconds, string Output)> TimeAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        var clock = Stopwatch.StartNew();
        var output = await CommandAsync(cancellationToken, arguments);
        return (clock.Elapsed.TotalSeconds, output);
    }

    private Task<string> CommandAsync(CancellationToken cancellationToken, params string[] arguments) =>
        Shell.RunAsync("dotnet", ["exec", Handed.Assembly("CLI"), .. arguments], _settings, cancellationToken);

    // As the run's step says it.
    [GeneratedRegex("writes waited ([0-9]+) ms")]
    private static partial Regex Waited();

    private static Extra Line(string name, double value, string unit) => new("backup", "braidmgr", name, value, unit);
}
