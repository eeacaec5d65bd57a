using BraidMgr.Contracts.Projects;

namespace BraidMgr.Grains.Projects;

/// <summary>
/// What most filters ask of an item, in 16 bytes: a page of twenty thousand items is found in those, and not by following as many
/// references through memory.
/// </summary>
internal readonly struct ItemFacts
{
    private readonly int _deadline;
    private readonly byte _type;
    private readonly byte _indicator;
    private readonly byte _severity;
    private readonly Flags _flags;

    private ItemFacts(Item item)
    {
        Number = item.ItemNum;
        _deadline = item.Deadline?.DayNumber ?? NoDeadline;
        _type = (byte)item.Type;
        _indicator = (byte)(item.Indicator ?? (Indicator)None);
        _severity = (byte)(item.Severity ?? (Severity)None);
        _flags = (item.Draft ? Flags.Draft : 0) | (item.ClientVisible ? Flags.ForClients : 0);
    }

    private const int NoDeadline = -1;

    // No label has this number, and a mask of given labels does not have its bit.
    private const int None = 31;

    [Flags]
    private enum Flags : byte
    {
        Draft = 1,
        ForClients = 2,
        Nothing = 4,
    }

    /// <summary>The item's number.</summary>
    public int Number { get; }

    /// <summary>The facts of an item, whose indicator is that of the day asked for.</summary>
    public static ItemFacts Of(Item item) => new(item);

    /// <summary>A query's filters, and what a role sees, as far as facts decide them.</summary>
    public readonly struct Filter
    {
        private readonly uint _types;
        private readonly uint _indicators;
        private readonly uint _severities;
        private readonly int _from;
        private readonly int _to;
        private readonly Flags _asked;
        private readonly Flags _wanted;

        /// <summary>Takes from a query what facts decide.</summary>
        public Filter(ItemQuery query, Visibility visibility)
        {
            _types = Mask(query.Types);
            _indicators = Mask(query.Indicators);
            _severities = Mask(query.Severities);
            _from = query.DeadlineFrom?.DayNumber ?? (query.DeadlineTo is null ? NoDeadline : 0);
            _to = query.DeadlineTo?.DayNumber ?? int.MaxValue;
            IsWhole = query is { WorkstreamId: null, AssignedTo: null, Search: null };
            if (query.Draft is { } draft)
            {
                (_asked, _wanted) = (Flags.Draft, draft ? Flags.Draft : 0);
            }

            if (!visibility.Everything)
            {
                (_asked, _wanted) = (Flags.Draft | Flags.ForClients, query.Draft == true ? Flags.Nothing : Flags.ForClients);
            }
        }

        /// <summary>Whether the query asks no more than this; else what passes is to be looked at.</summary>
        public bool IsWhole { get; }

        /// <summary>Whether an item passes. Without branches: which items do follows no pattern that a processor could guess.</summary>
        public bool Passes(in ItemFacts facts) =>
            (((_types >> facts._type) & (_indicators >> facts._indicator) & (_severities >> facts._severity) & 1) != 0)
            & (facts._deadline >= _from)
            & (facts._deadline <= _to)
            & ((facts._flags & _asked) == _wanted);

        private static uint Mask<T>(IReadOnlyList<T> labels)
            where T : struct, Enum =>
            labels.Count == 0 ? uint.MaxValue : labels.Aggregate(0u, (mask, label) => mask | (1u << Convert.ToInt32(label, null)));
    }
}
