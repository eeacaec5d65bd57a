using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Projects.V1Files;
using FsCheck;
using FsCheck.Fluent;

namespace BraidMgr.Grains.Tests.V1Files;

/// <summary>Makes logs: one in which every field is used, and random ones with the texts that break YAML writers.</summary>
internal static class SomeLog
{
    public static readonly DateOnly Today = new(2026, 11, 18);

    private static readonly string[] Nasty =
    [
        ":", ": ", " #", "#", "'", "\"", "\\", "---", "...", "- ", "? ", "[", "]", "{", "}", ",", "&a", "*a", "!", "!!str ", "|", ">", "%", "@", "`",
        "null", "~", "yes", "No", "true", "1", "0x1F", "1e3", ".inf", "2026-01-05", "2026-1-5: ", "\\2026-01-05: ", "  2026-01-05:x", "12:30:00",
        "<<", "=", " ", "  ", "\t", "\n", "\n\n", "\n ", "\r\n", "\r", "\u0001", "\u001B", "\u007F", "\u0085", "\u00A0", "\u200B", "\u2028", "\u2029",
        "\uFEFF", "\uFFFD", "\uFFFE", "é", "ß", "漢字", "עברית", "😀", "👩‍👩‍👧", "𝒳", "\U0010FFFF",
    ];

    public static RaidLog Full { get; } = new()
    {
        ProjectName = "Data centre exit: phase 2",
        ClientName = "Acme #1",
        ProjectStart = new(2026, 1, 5),
        ProjectEnd = new(2027, 3, 31),
        NextItemNum = 20,
        Workstreams = ["Network", "No"],
        Items =
        [
            new()
            {
                ItemNum = 3,
                Type = ItemType.ActionItem,
                Title = "It's late",
                Description = "First line\n\n  - indented\nlast",
                Workstream = "No",
                AssignedTo = "Zoë Ångström",
                DependsOn = [7, 12],
                Start = new(2026, 2, 3),
                Finish = new(2026, 12, 4),
                Duration = 15,
                Deadline = new(2026, 12, 18),
                PercentComplete = 40,
                Priority = "1",
                Draft = true,
                ClientVisible = false,
                RptOut = ["Weekly", "Board, monthly"],
                BudgetAmount = 12500.5m,
                CreatedDate = new(2026, 1, 7),
                LastUpdated = new(2026, 11, 2),
                Notes = [new(new(2026, 11, 2), "Vendor called:\n2026-11-09: is their new date\n\nnot ours"), new(new(2026, 10, 1), "Opened")],
            },
            new() { ItemNum = 7, Type = ItemType.Risk, Title = "2026-01-05" },
            new() { ItemNum = 12, Type = ItemType.PlanItem, Title = "Done", PercentComplete = 100, CompletedOn = new(2026, 3, 4) },
        ],
    };

    /// <summary>Random logs in the form in which a reader gives them.</summary>
    public static Gen<RaidLog> Logs =>
        from name in Name
        from client in Maybe(Text(V1Limits.Name))
        from start in Maybe(Days)
        from length in Gen.Choose(0, 900)
        from end in Maybe(Gen.Constant(Later(start ?? Today, length)))
        from gap in Gen.Choose(1, 5)
        from workstreams in Name.ListOf()
        from count in Gen.Choose(0, 5)
        from items in Items(count, workstreams.Distinct().ToArray())
        select new RaidLog
        {
            ProjectName = name,
            ClientName = client,
            ProjectStart = start,
            ProjectEnd = end,
            NextItemNum = items.Select(i => i.ItemNum).DefaultIfEmpty(0).Max() + gap,
            Workstreams = workstreams.Distinct().ToArray(),
            Items = items,
        };

    /// <summary>A text without what PostgreSQL cannot store, of 1 to <paramref name="max"/> characters.</summary>
    public static Gen<string> Text(int max)
    {
        var piece = Gen.Frequency(
            (4, Gen.Elements(Nasty)),
            (3, Gen.Elements("a", "word", "Ask ", "the vendor ", "x", "7")),
            (1, Gen.Choose(1, 0x10FFFF).Where(c => c is < 0xD800 or > 0xDFFF).Select(char.ConvertFromUtf32)),
            (1, Gen.Choose(1, 300).Select(n => new string('w', n))));
        return piece.NonEmptyListOf().Select(pieces => Cut(string.Concat(pieces), max));
    }

    private static Gen<string> Name => Text(V1Limits.Name).Where(name => !string.IsNullOrWhiteSpace(name));

    private static Gen<DateOnly> Days =>
        Gen.Frequency((9, Gen.Choose(-900, 900).Select(Today.AddDays)), (1, Gen.Choose(0, DateOnly.MaxValue.DayNumber).Select(DateOnly.FromDayNumber)));

    private static DateOnly Later(DateOnly day, int days) =>
        DateOnly.FromDayNumber(Math.Min(day.DayNumber + days, DateOnly.MaxValue.DayNumber));

    private static Gen<T?> Maybe<T>(Gen<T> some)
        where T : struct => Gen.Frequency((1, Gen.Constant<T?>(null)), (2, some.Select(t => (T?)t)));

    private static Gen<string?> Maybe(Gen<string> some) => Gen.Frequency((1, Gen.Constant<string?>(null)), (2, some.Select(t => (string?)t)));

    // Items depend on items that have smaller numbers, so there is no cycle.
    private static Gen<IReadOnlyList<RaidItem>> Items(int count, string[] workstreams) =>
        Enumerable.Range(0, count).Aggregate(
            Gen.Constant<IReadOnlyList<RaidItem>>([]),
            (made, _) => from items in made from item in Item(items, workstreams) select (IReadOnlyList<RaidItem>)[.. items, item]);

    private static Gen<RaidItem> Item(IReadOnlyList<RaidItem> before, string[] workstreams) =>
        from gap in Gen.Choose(1, 3)
        from type in Gen.Elements(Enum.GetValues<ItemType>())
        from title in Text(V1Limits.Title).Where(title => !string.IsNullOrWhiteSpace(title))
        from description in Maybe(Text(V1Limits.Description))
        from workstream in workstreams.Length == 0 ? Gen.Constant<string?>(null) : Maybe(Gen.Elements(workstreams))
        from texts in Maybe(Text(V1Limits.Priority)).Two()
        from depends in Gen.SubListOf(before.Select(i => i.ItemNum))
        from days in Maybe(Days).ArrayOf(6)
        from duration in Maybe(Gen.Choose(0, V1Limits.Duration))
        from percent in Gen.Frequency((1, Gen.Elements(0, 100)), (1, Gen.Choose(0, 100)))
        from flags in Gen.Elements(true, false).Two()
        from reports in Text(V1Limits.Report).Where(r => !string.IsNullOrWhiteSpace(r)).ListOf()
        from cents in Maybe(Gen.Choose(int.MinValue, int.MaxValue))
        from notes in Note.ListOf()
        select new RaidItem
        {
            ItemNum = (before.Count == 0 ? 0 : before[^1].ItemNum) + gap,
            Type = type,
            Title = title,
            Description = description,
            Workstream = workstream,
            AssignedTo = texts.Item1,
            Priority = texts.Item2,
            DependsOn = [.. depends.Order()],
            Start = days[0],
            Finish = days[1],
            Deadline = days[2],
            CreatedDate = days[3],
            LastUpdated = days[4],
            CompletedOn = days[5],
            Duration = duration,
            PercentComplete = percent,
            Draft = flags.Item1,
            ClientVisible = flags.Item2,
            RptOut = reports.Count == 0 ? null : reports.Take(V1Limits.Reports).ToArray(),
            BudgetAmount = cents * 0.01m,
            Notes = [.. notes.OrderByDescending(n => n.Date)],
        };

    private static Gen<RaidNote> Note =>
        from day in Days
        from content in Text(V1Limits.Note).Select(text => text.Trim()).Where(text => text.Length > 0)
        select new RaidNote(day, content);

    private static string Cut(string text, int max)
    {
        var cut = text[..Math.Min(text.Length, max)];
        return char.IsHighSurrogate(cut[^1]) ? cut[..^1] + "." : cut;
    }
}
