using System.Text.Json;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Json;
using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Projects.Indicators;

namespace BraidMgr.Grains.Projects;

/// <summary>An item in memory, with the JSON that it is answered with: made once per version and day.</summary>
internal sealed class ItemEntry(Item item, WorkCalendar calendar)
{
    private Rendered? _rendered;
    private DateOnly _day;
    private WorkCalendar _calendar = calendar;

    /// <summary>The item as committed; its indicator is that of the last day asked for.</summary>
    public Item Item { get; private set; } = item;

    /// <summary>The indicator that the database holds, which SQL filters use.</summary>
    public Indicator? Stored { get; private set; } = item.Indicator;

    /// <summary>Takes a newer version over; an older one, which came late, is left.</summary>
    public void Replace(Item item)
    {
        if (item.Version > Item.Version)
        {
            (Item, Stored, _rendered, _day) = (item, item.Indicator, null, default);
        }
    }

    /// <summary>Notes that the database now holds the indicator of the item as it was; where it was changed since, that of the change.</summary>
    public void IndicatorStored(Item item) => Stored = item.Version == Item.Version ? item.Indicator : Stored;

    /// <summary>Counts working days by a calendar from now on.</summary>
    public void Use(WorkCalendar calendar) => (_calendar, _rendered, _day) = (calendar, null, default);

    /// <summary>The item with its indicator on a day.</summary>
    public Item On(DateOnly today)
    {
        if (_day != today)
        {
            var indicator = IndicatorRules.Of(Item, today, _calendar);
            Item = Item with { Indicator = indicator, Severity = IndicatorRules.SeverityOf(indicator) };
            (_day, _rendered) = (today, null);
        }

        return Item;
    }

    /// <summary>The item as JSON, with the ETag made of its version and the day.</summary>
    public Rendered Render(DateOnly today)
    {
        var item = On(today);
        return _rendered ??= new Rendered(
            JsonSerializer.SerializeToUtf8Bytes(item, BraidJson.Default.Item), $"\"{item.Version}-{today:yyyy-MM-dd}\"");
    }
}
