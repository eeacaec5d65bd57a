namespace BraidMgr.Compare.Tools;

/// <summary>What a grain call costs on the chosen engine; bench/Engine measures it in a process of its own.</summary>
internal static class EngineCalls
{
    /// <summary>A line of JSON a kind of call: work, engine, us_per_call, calls_per_s, workers.</summary>
    public static async Task<string[]> MeasureAsync(Plan plan, CancellationToken cancellationToken)
    {
        string[] quick = plan.Quick ? ["--quick"] : [];
        var output = await Shell.RunAsync("dotnet", ["exec", Handed.Assembly("CALLS"), .. quick], null, cancellationToken);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
