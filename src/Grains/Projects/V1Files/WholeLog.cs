namespace BraidMgr.Grains.Projects.V1Files;

/// <summary>Makes a log of its parts: what the items, their workstreams and their dependencies must be to each other.</summary>
internal static class WholeLog
{
    /// <summary>The log with its items, workstreams that items name and the file does not, and a next number above all others.</summary>
    public static RaidLog Of(MetadataRead metadata, IReadOnlyList<ItemRead> reads, ProblemList problems)
    {
        var items = Numbered(reads, problems);
        var workstreams = new WorkstreamNames(metadata.Log.Workstreams, problems);
        var dependencies = new DependencyCheck(items, problems);
        var log = metadata.Log with
        {
            Items = [.. items.Select(read => read.Item with
            {
                Workstream = workstreams.Find(read),
                DependsOn = dependencies.Known(read),
            })],
        };
        dependencies.ReportCycles();
        workstreams.ReportTooMany(metadata.Fields);
        ReportTooMany(log, problems);
        return log with { Workstreams = workstreams.All, NextItemNum = NextItemNum(log, metadata.Fields) };
    }

    private static List<ItemRead> Numbered(IReadOnlyList<ItemRead> reads, ProblemList problems)
    {
        Dictionary<int, int> lines = [];
        List<ItemRead> numbered = [];
        foreach (var read in reads.Where(r => r.Item.ItemNum > 0))
        {
            var number = read.Item.ItemNum;
            if (lines.TryAdd(number, read.NumberLine))
            {
                numbered.Add(read);
            }
            else
            {
                problems.Error(number, "item_num", $"{number}", $"is the number of the item on line {lines[number]} too", read.NumberLine);
            }
        }

        return numbered;
    }

    private static void ReportTooMany(RaidLog log, ProblemList problems)
    {
        var rows = log.Items.Sum(item => 1 + item.Notes.Count + item.DependsOn.Count);
        if (rows > V1Limits.Rows)
        {
            problems.Error(null, "items", null, $"are {rows} with their notes and dependencies; at most {V1Limits.Rows} are allowed", null);
        }
    }

    private static int NextItemNum(RaidLog log, FieldReader metadata)
    {
        var least = log.Items.Count == 0 ? 1 : log.Items.Max(i => i.ItemNum) + 1;
        if (metadata.Find("next_item_num") is not null && log.NextItemNum < least)
        {
            metadata.Warn(
                "next_item_num", $"{log.NextItemNum}", $"is not above every item's number and becomes {least}", metadata.LineOf("next_item_num"));
        }

        return Math.Max(log.NextItemNum, least);
    }
}
