namespace BraidMgr.Grains.Projects.V1Files;

/// <summary>Makes a log of its parts: what the items, their workstreams and their dependencies must be to each other.</summary>
internal static class WholeLog
{
    /// <summary>The log with its items, workstreams that items name and the file does not, and a next number above all others.</summary>
    /// <param name="metadata">What the metadata says.</param>
    /// <param name="nextItemNumLine">The line of next_item_num, where it stands.</param>
    /// <param name="reads">The items in file order.</param>
    /// <param name="problems">Where problems that belong to no item go.</param>
    public static RaidLog Of(RaidLog metadata, int? nextItemNumLine, IReadOnlyList<ItemRead> reads, ProblemList problems)
    {
        var items = Numbered(reads);
        var workstreams = new WorkstreamNames(metadata.Workstreams);
        var dependencies = new DependencyCheck(items);
        var log = metadata with
        {
            Items = [.. items.Select(read => read.Item with
            {
                Workstream = workstreams.Find(read),
                DependsOn = dependencies.Known(read),
            })],
        };
        dependencies.ReportCycles();
        workstreams.ReportTooMany(problems);
        return log with { Workstreams = workstreams.All, NextItemNum = NextItemNum(log, nextItemNumLine, problems) };
    }

    private static List<ItemRead> Numbered(IReadOnlyList<ItemRead> reads)
    {
        Dictionary<int, int> lines = [];
        List<ItemRead> numbered = [];
        foreach (var read in reads.Where(r => r.Item.ItemNum > 0))
        {
            var line = read.Fields.LineOf("item_num");
            if (lines.TryAdd(read.Item.ItemNum, line))
            {
                numbered.Add(read);
            }
            else
            {
                read.Fields.Error("item_num", $"{read.Item.ItemNum}", $"is the number of the item on line {lines[read.Item.ItemNum]} too", line);
            }
        }

        return numbered;
    }

    private static int NextItemNum(RaidLog log, int? line, ProblemList problems)
    {
        var least = log.Items.Count == 0 ? 1 : log.Items.Max(i => i.ItemNum) + 1;
        if (line is not null && log.NextItemNum < least)
        {
            problems.Warn(null, "metadata.next_item_num", $"{log.NextItemNum}", $"is not above every item's number and becomes {least}", line);
        }

        return Math.Max(log.NextItemNum, least);
    }
}
