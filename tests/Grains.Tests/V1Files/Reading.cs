using BraidMgr.Grains.Projects.V1Files;

namespace BraidMgr.Grains.Tests.V1Files;

/// <summary>Reads files in tests and says what was reported in one line a problem.</summary>
internal static class Reading
{
    private const string Metadata = "metadata:\n  project_name: Exit\n";

    public static RaidLogReading Of(string yaml) => RaidLogReader.Read(yaml.ReplaceLineEndings("\n"), SomeLog.Today);

    /// <summary>A log of one item, number 1, whose fields beside number, type and title begin on line 7.</summary>
    public static RaidLogReading OfItem(string fields) =>
        Of($"{Metadata}items:\n  - item_num: 1\n    type: Risk\n    title: Late\n{Indented(fields)}");

    /// <summary>The item of a log of one, which must have been read without an error.</summary>
    public static RaidItem Item(string fields)
    {
        var reading = OfItem(fields);
        Lines(reading).Where(line => line.StartsWith("error", StringComparison.Ordinal)).ShouldBeEmpty();
        return reading.Log.Items.Single();
    }

    /// <summary>A log with these lines under metadata, from line 2.</summary>
    public static RaidLogReading OfMetadata(string fields) => Of($"metadata:\n{Indented(fields)}items: []\n");

    /// <summary>severity, item, field, line, value and reason of each problem.</summary>
    public static string[] Lines(RaidLogReading reading) => [.. reading.Problems.Select(p =>
        $"{p.Severity} {(p.ItemNum is { } n ? $"#{n} " : "")}{p.Field} line {p.Line}: {(p.Value is null ? "" : $"\"{p.Value}\" ")}{p.Reason}")];

    /// <summary>The only problem reported.</summary>
    public static string Line(RaidLogReading reading) => Lines(reading).ShouldHaveSingleItem();

    private static string Indented(string fields) => string.Concat(fields.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n').Select(line => $"    {line}\n"));
}
