using BraidMgr.Contracts.Access;
using BraidMgr.Grains.Projects.Dependencies;
using BraidMgr.Grains.Projects.Indicators;
using FsCheck;
using FsCheck.Fluent;

namespace BraidMgr.Grains.Tests.Dependencies;

/// <summary>What holds for any dependencies: a cycle is found exactly where there is one, and an order exactly where there is none.</summary>
public sealed class DependencyProperties
{
    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(2_000);
    private static readonly Guid[] Items = [.. Enumerable.Range(1, 8).Select(i => new Guid(i, 0, 0, new byte[8]))];

    private static Gen<(Guid Item, Guid DependsOn)[]> Edges =>
        Gen.Zip(Gen.Elements(Items), Gen.Elements(Items)).Select(pair => (pair.Item1, pair.Item2)).ArrayOf();

    [Fact]
    public void A_dependency_closes_a_cycle_exactly_when_the_other_end_reaches_this_one() =>
        Check.One(Thorough, Prop.ForAll(Edges.ToArbitrary(), Edges.Where(e => e.Length > 0).ToArbitrary(), (edges, wanted) =>
            (new DependencyGraph(edges).CycleWith(wanted[0].Item, wanted[0].DependsOn) is not null)
                == Reaches(edges, wanted[0].DependsOn, wanted[0].Item)));

    [Fact]
    public void A_named_cycle_is_one() =>
        Check.One(Thorough, Prop.ForAll(Edges.ToArbitrary(), Edges.Where(e => e.Length > 0).ToArbitrary(), (edges, wanted) =>
        {
            var cycle = new DependencyGraph(edges).CycleWith(wanted[0].Item, wanted[0].DependsOn);
            return cycle is null || (cycle[0] == wanted[0].DependsOn && cycle[^1] == wanted[0].Item
                && cycle.Zip(cycle.Skip(1)).All(step => edges.Contains((step.First, step.Second))));
        }));

    [Fact]
    public void What_was_added_one_by_one_without_closing_a_cycle_can_be_put_in_order() =>
        Check.One(Thorough, Prop.ForAll(Edges.ToArbitrary(), edges =>
        {
            var added = new List<(Guid Item, Guid DependsOn)>();
            foreach (var edge in edges.Distinct().Where(e => new DependencyGraph(added).CycleWith(e.Item, e.DependsOn) is null))
            {
                added.Add(edge);
            }

            var order = new DependencyGraph(added).InOrder(Items).ToList();
            return order.Count == Items.Length && added.All(e => order.IndexOf(e.DependsOn) < order.IndexOf(e.Item));
        }));

    [Fact]
    public void Monday_to_Friday_counts_as_business_days_do() =>
        Check.One(Thorough, Prop.ForAll(Days.ToArbitrary(), Days.ToArbitrary(), (first, last) =>
            WorkCalendar.Default.Between(first, last) == BusinessDays.Between(first, last)));

    [Fact]
    public void So_many_working_days_are_over_on_the_day_that_a_loop_finds() =>
        Check.One(Thorough, Prop.ForAll(Calendars.ToArbitrary(), Days.ToArbitrary(), Gen.Choose(1, 60).ToArbitrary(), (calendar, first, count) =>
        {
            var last = first;
            while (calendar.Between(first, last) < count)
            {
                last = last.AddDays(1);
            }

            return calendar.After(first, count) == last;
        }));

    private static Gen<DateOnly> Days => Gen.Choose(-400, 400).Select(d => new DateOnly(2026, 11, 25).AddDays(d));

    private static Gen<WorkCalendar> Calendars =>
        Gen.Zip(Gen.Elements(Enum.GetValues<DayOfWeek>()).NonEmptyListOf(), Days.ListOf()).Select(c => new WorkCalendar(c.Item1, c.Item2));

    private static bool Reaches((Guid Item, Guid DependsOn)[] edges, Guid from, Guid to)
    {
        var reached = new HashSet<Guid> { from };
        for (var before = 0; before < reached.Count;)
        {
            before = reached.Count;
            reached.UnionWith(edges.Where(e => reached.Contains(e.Item)).Select(e => e.DependsOn).ToList());
        }

        return reached.Contains(to);
    }
}
