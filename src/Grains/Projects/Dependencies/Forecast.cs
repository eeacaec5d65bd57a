using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Projects;

namespace BraidMgr.Grains.Projects.Dependencies;

/// <summary>
/// When the items of a project are to be expected (docs/decisions/dependencies.md): what is left of an item begins when all that it
/// waits for is done, not before its start and not before today, takes its share of the duration, and ends not before its finish.
/// </summary>
public sealed class Forecast
{
    private readonly Dictionary<Guid, Item> _items;
    private readonly Dictionary<Guid, Expected> _expected = [];
    private readonly DependencyGraph _graph;
    private readonly WorkCalendar _calendar;
    private readonly DateOnly _today;

    /// <summary>Forecasts items on a day; dependencies on items that are not among them count for nothing.</summary>
    public Forecast(IEnumerable<Item> items, IEnumerable<(Guid Item, Guid DependsOn)> edges, WorkCalendar calendar, DateOnly today)
    {
        _items = items.ToDictionary(i => i.Id);
        _graph = new(edges.Where(e => _items.ContainsKey(e.Item) && _items.ContainsKey(e.DependsOn)));
        (_calendar, _today) = (calendar, today);
        foreach (var id in _graph.InOrder(_items.Keys))
        {
            _expected[id] = Expect(_items[id]);
        }
    }

    /// <summary>What is to be expected of an item and of those around it.</summary>
    public DependencyList Around(Guid itemId) => new(
        itemId, Shown(_graph.DependsOn(itemId)), Shown(_graph.NeededBy(itemId)), [.. ChainThatDelays(itemId).Select(Show)], Shown(DelayedBy(itemId)));

    /// <summary>What decides when the last item is done.</summary>
    public CriticalPath CriticalPath()
    {
        var last = _expected.Where(e => e.Value.Finish is not null && HasDates(_items[e.Key]))
            .OrderByDescending(e => e.Value.Finish).ThenBy(e => _items[e.Key].ItemNum).Select(e => (Guid?)e.Key).FirstOrDefault();
        var path = new List<Guid>();
        for (var at = last; at is { } id; at = _expected[id].Decides ? _expected[id].WaitsFor : null)
        {
            path.Add(id);
        }

        path.Reverse();
        return new(last is { } end ? _expected[end].Finish : null, path.ConvertAll(Show));
    }

    private Expected Expect(Item item)
    {
        if (item.PercentComplete >= 100)
        {
            return default;
        }

        var waitsFor = _graph.DependsOn(item.Id).Where(id => Of(id).Finish is not null).OrderByDescending(id => Of(id).Finish)
            .Select(id => (Guid?)id).FirstOrDefault();
        var free = waitsFor is { } id ? Of(id).Finish : null;
        return HasDates(item) ? Expect(item, waitsFor, free is { } day ? _calendar.Next(day) : null) : new(free, free, waitsFor, true, false);
    }

    private Expected Expect(Item item, Guid? waitsFor, DateOnly? free)
    {
        var planned = item.PercentComplete == 0 && item.StartDate is { } start && start > _today ? start : _today;
        var begin = free > planned ? free.Value : planned;
        var done = _calendar.After(begin, DaysLeft(item));
        var finish = item.FinishDate > done ? item.FinishDate.Value : done;
        var late = item is { PercentComplete: 0, StartDate: { } s } ? begin > s : finish > item.FinishDate;
        return new(begin, finish, waitsFor, free == begin && done == finish, free == begin && late);
    }

    private int DaysLeft(Item item)
    {
        var days = item.DurationDays ?? (item is { StartDate: { } start, FinishDate: { } finish } ? Math.Max(_calendar.Between(start, finish), 1) : 1);
        return (int)((((long)days * (100 - item.PercentComplete)) + 99) / 100);
    }

    /// <summary>From an item back over whatever is why the one before cannot begin as planned.</summary>
    private IEnumerable<Guid> ChainThatDelays(Guid itemId)
    {
        for (var at = Of(itemId); at is { Delayed: true, WaitsFor: { } next }; at = Of(next))
        {
            yield return next;
        }
    }

    private HashSet<Guid> DelayedBy(Guid itemId)
    {
        var found = new HashSet<Guid>();
        var open = new Queue<Guid>([itemId]);
        while (open.TryDequeue(out var at))
        {
            foreach (var next in _graph.NeededBy(at).Where(id => Of(id) is { Delayed: true } e && e.WaitsFor == at && found.Add(id)))
            {
                open.Enqueue(next);
            }
        }

        return found;
    }

    private Expected Of(Guid id) => _expected.GetValueOrDefault(id);

    private List<ExpectedItem> Shown(IEnumerable<Guid> ids) => [.. ids.Select(Show).OrderBy(i => i.ItemNum)];

    private ExpectedItem Show(Guid id)
    {
        var (item, expected) = (_items[id], Of(id));
        var late = item.FinishDate is { } planned && expected.Finish > planned ? _calendar.Between(planned.AddDays(1), expected.Finish.Value) : 0;
        return new(
            id, item.ItemNum, item.Title, item.PercentComplete, item.Indicator, item.StartDate, item.FinishDate, expected.Begin, expected.Finish, late);
    }

    private static bool HasDates(Item item) => item.StartDate is not null || item.FinishDate is not null || item.DurationDays is not null;

    // WaitsFor is what is done last of all that it waits for. It decides the finish when the item begins right after it and has no
    // time to spare; it delays the item when that is later than planned.
    private readonly record struct Expected(DateOnly? Begin, DateOnly? Finish, Guid? WaitsFor, bool Decides, bool Delayed);
}
