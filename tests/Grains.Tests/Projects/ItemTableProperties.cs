using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Projects;
using FsCheck;
using FsCheck.Fluent;

namespace BraidMgr.Grains.Tests.Projects;

/// <summary>Pages found in packed facts, whatever was changed between them, against a look at each item by itself.</summary>
public sealed class ItemTableProperties
{
    private static readonly DateOnly Day = new(2026, 3, 2);

    private static readonly Gen<Item> Items =
        from number in Gen.Choose(1, 40)
        from type in Gen.Elements(Enum.GetValues<ItemType>())
        from title in Gen.Elements("a", "B", "b", "c")
        from assigned in Gen.Elements<string?>(null, "Ann", "ANN", "Bob")
        from start in Gen.Choose(-20, 20)
        from deadline in Gen.Elements<int?>(null, null, -10, 0, 1, 30)
        from percent in Gen.Elements(0, 50, 100)
        from flags in Gen.Choose(0, 3)
        select new Item
        {
            Id = new Guid(number, 0, 0, new byte[8]),
            ProjectId = Guid.Empty,
            ItemNum = number,
            Type = type,
            Title = title,
            AssignedTo = assigned,
            StartDate = Day.AddDays(start),
            FinishDate = Day.AddDays(start + 5),
            Deadline = deadline is { } days ? Day.AddDays(days) : null,
            PercentComplete = percent,
            Draft = (flags & 1) == 1,
            ClientVisible = (flags & 2) == 0,
            Version = 0,
            CreatedAt = Day.AddDays(number % 3).ToDateTime(default),
            UpdatedAt = Day.AddDays(start).ToDateTime(default),
        };

    private static readonly Gen<ItemQuery> Queries =
        from types in Few(Enum.GetValues<ItemType>())
        from indicators in Few(Enum.GetValues<Indicator>())
        from severities in Few(Enum.GetValues<Severity>())
        from assigned in Gen.Elements<string?>(null, null, "ann")
        from draft in Gen.Elements<bool?>(null, null, true, false)
        from deadlines in Gen.Zip(Gen.Elements<int?>(null, null, -10, 1), Gen.Elements<int?>(null, null, -11, 1, 30))
        from sort in Gen.Elements(Enum.GetValues<ItemSort>())
        from downwards in Gen.Elements(true, false)
        from page in Gen.Zip(Gen.Choose(1, 10), Gen.Elements(0, 0, 3))
        select new ItemQuery
        {
            Types = types,
            Indicators = indicators,
            Severities = severities,
            AssignedTo = assigned,
            Draft = draft,
            DeadlineFrom = deadlines.Item1 is { } first ? Day.AddDays(first) : null,
            DeadlineTo = deadlines.Item2 is { } last ? Day.AddDays(last) : null,
            Sort = sort,
            Descending = downwards,
            Limit = page.Item1,
            Offset = page.Item2,
        };

    // An item that is written, or taken out; then the day, and how many other lists are asked for.
    private static readonly Gen<(Item Item, bool Removes, int Days, int Others)> Steps =
        from item in Items
        from removes in Gen.Elements(false, false, false, true)
        from days in Gen.Elements(0, 0, 0, 1)
        from others in Gen.Elements(0, 0, 0, 20)
        select (item, removes, days, others);

    [Fact]
    public void A_page_is_what_a_look_at_each_item_finds() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(30), Prop.ForAll(Gen.Zip(Steps.ListOf(50), Queries.ListOf(23)).ToArbitrary(), run =>
        {
            var (table, entries, today, version) = (new ItemTable(), new SortedDictionary<int, ItemEntry>(), Day, 0);
            foreach (var step in run.Item1)
            {
                Make(table, entries, step.Item with { Version = ++version }, step.Removes);
                today = today.AddDays(step.Days);
                foreach (var query in run.Item2.Take(3 + step.Others).Concat(run.Item2.Take(3)))
                {
                    Same(table, entries, query, today, new Visibility(true));
                    Same(table, entries, query with { Offset = query.Offset + query.Limit }, today, new Visibility(false));
                }
            }
        }));

    private static void Make(ItemTable table, SortedDictionary<int, ItemEntry> entries, Item item, bool removes)
    {
        if (!entries.TryGetValue(item.ItemNum, out var entry))
        {
            entries[item.ItemNum] = entry = new ItemEntry(item, WorkCalendar.Default);
            table.Add(entry);
        }
        else if (removes)
        {
            entries.Remove(item.ItemNum);
            table.Remove(entry);
        }
        else
        {
            entry.Replace(item);
            table.Replaced(entry);
        }
    }

    private static void Same(ItemTable table, SortedDictionary<int, ItemEntry> entries, ItemQuery query, DateOnly today, Visibility visibility)
    {
        var looked = entries.Values.Select(entry => new ItemEntry(entry.Item, WorkCalendar.Default)).ToList();
        var matches = looked.Where(entry => ItemFilter.Matches(entry.On(today), query, visibility)).ToList();
        var sorted = ItemFilter.Sort(matches, query).ToList();
        var (page, total) = table.Page(query, today, visibility);
        total.ShouldBe(matches.Count);
        page.Select(entry => entry.Item.ItemNum).ShouldBe(sorted.Skip(query.Offset).Take(query.Limit).Select(entry => entry.Item.ItemNum));
        if (!ItemCursor.Supports(query) || page.Count == 0)
        {
            return;
        }

        var next = query with { Offset = 0, After = ItemCursor.Behind(page[^1].Item, query) };
        var (behind, all) = table.Page(next, today, visibility);
        all.ShouldBe(total);
        behind.Select(entry => entry.Item.ItemNum).ShouldBe(
            sorted.Skip(query.Offset + page.Count).Take(query.Limit).Select(entry => entry.Item.ItemNum));
    }

    private static Gen<IReadOnlyList<T>> Few<T>(T[] values) => Gen.OneOf(
        Gen.Constant<IReadOnlyList<T>>([]), Gen.Constant<IReadOnlyList<T>>([]), Gen.Elements(values).ListOf(3).Select(list => (IReadOnlyList<T>)[.. list.Distinct()]));
}
