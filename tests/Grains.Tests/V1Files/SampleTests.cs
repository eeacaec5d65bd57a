using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Projects.Indicators;
using BraidMgr.Grains.Projects.V1Files;

namespace BraidMgr.Grains.Tests.V1Files;

/// <summary>The files in samples/: what a newcomer's first project is made of, and what a hand-edited file may look like.</summary>
public sealed class SampleTests
{
    [Fact]
    public void The_demo_is_read_without_a_word()
    {
        var reading = Read("RAID-Log-demo.yaml");
        Reading.Lines(reading).ShouldBeEmpty();
        reading.Log.Items.Count.ShouldBe(65);
        reading.Log.Items.Select(i => i.Type).Distinct().Count().ShouldBe(Enum.GetValues<ItemType>().Length);
        reading.Log.Items.Select(i => i.Workstream).OfType<string>().Distinct().Order().ShouldBe(reading.Log.Workstreams.Order());
        reading.Log.Items.Count(i => i.Draft).ShouldBe(2);
        reading.Log.Items.Count(i => !i.ClientVisible).ShouldBe(10);
    }

    [Theory]
    [InlineData("2026-11-10")]
    [InlineData("2026-11-18")]
    [InlineData("2026-12-14")]
    public void The_demo_shows_every_indicator(string day)
    {
        var today = DateOnly.Parse(day, null);
        Read("RAID-Log-demo.yaml").Log.Items.Select(i => IndicatorRules.Of(Row(i), today)).OfType<Indicator>().Distinct().Order()
            .ShouldBe(Enum.GetValues<Indicator>());
    }

    [Fact]
    public void The_messy_file_is_read_with_a_warning_for_each_thing_that_was_chosen()
    {
        var reading = Read("RAID-Log-messy.yaml");
        Reading.Lines(reading).ShouldBe(
        [
            "warning #1 workstream line 7: \"building\" is taken for Building",
            "warning #2 owner line 31: \"Piet\" is no field of a log and is dropped",
            "warning #3 dep_item_num line 44: \"12\" is no item of this file and is dropped",
            "warning #3 duration line 47: \"12.5\" is rounded to 13",
            "warning #5 finish line 60: \"TBD\" is read as no value",
            "warning #5 percent_complete line 61: \"33.3\" is rounded to 33",
            "warning #5 notes line 65: \"who measured this?\" has no date and gets 2026-11-03",
            "warning #5 notes line 67: \"\" has a date without a text and is dropped",
            "warning #6 workstream line 72: \"Permits\" is not among metadata.workstreams and is added to them",
            "warning #6 dep_item_num line 77: \"6\" is the item itself and is dropped",
            "warning #6 rpt_out line 80: \"\" is an empty name and is dropped",
            "warning metadata.next_item_num line 87: \"4\" is not above every item's number and becomes 7",
            "warning metadata.workstreams line 88: \"Building\" stands twice and is taken once",
            "warning metadata.version line 89: \"1.2\" is no field of a log and is dropped",
        ]);
        reading.Refused.ShouldBeFalse();
        reading.Log.Workstreams.ShouldBe(["Building", "Electrics", "Permits"]);
    }

    [Fact]
    public void The_messy_file_means_what_its_writers_meant()
    {
        var items = Read("RAID-Log-messy.yaml").Log.Items.ToDictionary(i => i.ItemNum);
        items[1].Notes.Select(n => n.Date.Month).ShouldBe([11, 10, 9]);
        items[1].Notes[1].Content.ShouldBe("plans sent (A1, two copies)\nthey lost one copy");
        items[1].LastUpdated.ShouldBe(new(2026, 11, 9));
        items[2].Type.ShouldBe(ItemType.ActionItem);
        items[2].BudgetAmount.ShouldBe(1250m);
        items[2].Notes.Select(n => n.Content).ShouldBe(["got half of it", "asked for the list"]);
        items[3].DependsOn.ShouldBe([1, 2]);
        items[3].RptOut.ShouldBe(["Owner", "Bank"]);
        items[4].CompletedOn.ShouldBe(new(2026, 10, 2));
        items[5].Title.ShouldBe("Counter was delivered four centimetres too long");
        items[5].AssignedTo.ShouldBe("tbd");
        items[6].DependsOn.ShouldBe([3]);
        items[6].ClientVisible.ShouldBeFalse();
    }

    [Theory]
    [InlineData("RAID-Log-demo.yaml")]
    [InlineData("RAID-Log-messy.yaml")]
    public void Written_once_a_sample_settles(string file)
    {
        var first = RaidLogWriter.Write(Read(file).Log);
        var again = RaidLogReader.Read(first, SomeLog.Today);
        Reading.Lines(again).ShouldBeEmpty();
        RaidLogWriter.Write(again.Log).ShouldBe(first);
    }

    private static RaidLogReading Read(string file) =>
        RaidLogReader.Read(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "samples", file)), SomeLog.Today);

    private static Item Row(RaidItem item) => new()
    {
        Id = Guid.Empty,
        ProjectId = Guid.Empty,
        ItemNum = item.ItemNum,
        Type = item.Type,
        Title = item.Title,
        StartDate = item.Start,
        FinishDate = item.Finish,
        DurationDays = item.Duration,
        Deadline = item.Deadline,
        PercentComplete = item.PercentComplete,
        CompletedOn = item.CompletedOn,
        Draft = item.Draft,
        Version = 1,
        CreatedAt = default,
        UpdatedAt = default,
    };
}
