using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Projects.V1Files;
using static BraidMgr.Grains.Tests.V1Files.Reading;

namespace BraidMgr.Grains.Tests.V1Files;

/// <summary>What people write by hand and what is understood of it, without a word unless the test says so.</summary>
public sealed class LeniencyTests
{
    [Theory]
    [InlineData("2026-01-05")]
    [InlineData("'2026-01-05'")]
    [InlineData("\"2026-1-5\"")]
    [InlineData("2026/01/05")]
    [InlineData("2026-01-05T00:00:00")]
    [InlineData("2026-01-05 13:45")]
    [InlineData("2026-01-05T23:45:10.123+02:00")]
    [InlineData("2026-01-05T23:45:10Z")]
    [InlineData("!!timestamp 2026-01-05")]
    [InlineData("2026-01-05   # moved twice")]
    public void A_date(string text) => Silently(OfItem($"deadline: {text}")).Deadline.ShouldBe(new(2026, 1, 5));

    [Theory]
    [InlineData("50")]
    [InlineData("'50'")]
    [InlineData("50%")]
    [InlineData("\"50 %\"")]
    [InlineData("50.0")]
    [InlineData("5e1")]
    public void A_percentage(string text) => Silently(OfItem($"percent_complete: {text}")).PercentComplete.ShouldBe(50);

    [Theory]
    [InlineData("12500")]
    [InlineData("12500.00")]
    [InlineData("'12,500'")]
    [InlineData("$12,500.00")]
    [InlineData("€ 12500")]
    [InlineData("12500 €")]
    [InlineData("1.25e+4")]
    public void An_amount(string text) => Silently(OfItem($"budget_amount: {text}")).BudgetAmount.ShouldBe(12500m);

    [Fact]
    public void A_negative_amount() => Silently(OfItem("budget_amount: -$1,200.50")).BudgetAmount.ShouldBe(-1200.50m);

    [Theory]
    [InlineData("15")]
    [InlineData("'15'")]
    [InlineData("15d")]
    [InlineData("15 days")]
    [InlineData("15.0")]
    public void A_duration(string text) => Silently(OfItem($"duration: {text}")).Duration.ShouldBe(15);

    [Theory]
    [InlineData("yes", true)]
    [InlineData("Yes", true)]
    [InlineData("'true'", true)]
    [InlineData("ON", true)]
    [InlineData("1", true)]
    [InlineData("no", false)]
    [InlineData("False", false)]
    [InlineData("\"0\"", false)]
    public void A_flag(string text, bool expected)
    {
        Silently(OfItem($"draft: {text}")).Draft.ShouldBe(expected);
        Silently(OfItem($"client_visible: {text}")).ClientVisible.ShouldBe(expected);
    }

    [Theory]
    [InlineData("Action Item")]
    [InlineData("action item")]
    [InlineData("ACTION_ITEM")]
    [InlineData("'Action-Item'")]
    [InlineData("ActionItem")]
    public void A_type(string text) =>
        Silently(Of($"metadata: {{project_name: Exit}}\nitems:\n- item_num: 1\n  type: {text}\n  title: x")).Type.ShouldBe(ItemType.ActionItem);

    [Theory]
    [InlineData("[3, 2]")]
    [InlineData("['2', \"3\"]")]
    [InlineData("3, 2")]
    [InlineData("'#2 #3'")]
    [InlineData("\n    - 3\n    - 2\n    - 3")]
    [InlineData("2; 3")]
    public void Dependencies(string text) => WithOthers(text).ShouldBe([2, 3]);

    [Theory]
    [InlineData("3")]
    [InlineData("'3'")]
    [InlineData("3.0")]
    public void A_single_dependency(string text) => WithOthers(text).ShouldBe([3]);

    [Theory]
    [InlineData("[Weekly, Board]")]
    [InlineData("Weekly, Board")]
    [InlineData("\n  - Weekly\n  - 'Board'")]
    public void Reports(string text) => Silently(OfItem($"rpt_out: {text}")).RptOut.ShouldBe(["Weekly", "Board"]);

    [Theory]
    [InlineData("")]
    [InlineData("~")]
    [InlineData("null")]
    [InlineData("''")]
    public void No_value_is_written_in_many_ways(string nothing)
    {
        string[] fields =
        [
            "description", "workstream", "assigned_to", "dep_item_num", "start", "finish", "duration", "deadline", "percent_complete", "priority", "draft",
            "client_visible", "rpt_out", "budget_amount", "created_date", "last_updated", "indicator", "notes",
        ];
        var item = Silently(OfItem(string.Concat(fields.Select(f => $"{f}: {nothing}\n"))));
        (item with { DependsOn = [], Notes = [] }).ShouldBe(new() { ItemNum = 1, Type = ItemType.Risk, Title = "Late", DependsOn = [], Notes = [] });
    }

    [Theory]
    [InlineData("tbd")]
    [InlineData("TBC")]
    [InlineData("n/a")]
    [InlineData("'?'")]
    public void A_placeholder_is_no_value_and_said(string text)
    {
        var reading = OfItem($"finish: {text}");
        Line(reading).ShouldBe($"warning #1 finish line 7: \"{text.Trim('\'')}\" is read as no value");
        reading.Log.Items[0].Finish.ShouldBeNull();
    }

    [Theory]
    [InlineData("title: yes", "yes")]
    [InlineData("title: 2026-01-05", "2026-01-05")]
    [InlineData("title: 1.50", "1.50")]
    [InlineData("title: 'null'", "null")]
    [InlineData("title: |\n    Cut over\n", "Cut over")]
    [InlineData("title: >\n    Cut\n    over\n", "Cut over")]
    [InlineData("Title: Cut over", "Cut over")]
    public void A_title_is_the_text_that_stands_there(string field, string expected) =>
        Silently(Of($"metadata: {{project_name: Exit}}\nitems:\n- item_num: '1'\n  type: risk\n  {field}")).Title.ShouldBe(expected);

    [Fact]
    public void Names_of_fields_may_have_capitals_dashes_and_spaces() =>
        Silently(OfItem("Percent Complete: 20\nAssigned-To: Ann")).ShouldBeEquivalentTo(Silently(OfItem("percent_complete: 20\nassigned_to: Ann")));

    [Fact]
    public void A_block_of_a_description_keeps_its_lines() =>
        Silently(OfItem("description: |\n  one\n\n    two\n")).Description.ShouldBe("one\n\n  two\n");

    [Fact]
    public void A_value_that_a_program_wrote_as_an_alias_is_read() =>
        Silently(OfItem("start: &id001 2026-01-05\nfinish: *id001")).Finish.ShouldBe(new(2026, 1, 5));

    [Fact]
    public void Sections_and_line_endings_come_in_any_order_and_kind()
    {
        var yaml = "\uFEFF---\r\nitems:\r\n- item_num: 1\r\n  type: Risk\r\n  title: Late\r\n  description: |\r\n    a\r\n    b\r\n"
            + "metadata:\r\n  project_name: Exit\r\n...\r\n";
        var reading = RaidLogReader.Read(yaml, SomeLog.Today);
        Silently(reading).Description.ShouldBe("a\nb\n");
        reading.Log.ProjectName.ShouldBe("Exit");
    }

    private static IReadOnlyList<int> WithOthers(string dependencies) => Silently(Of($"""
        metadata:
          project_name: Exit
        items:
          - item_num: 1
            type: Risk
            title: Late
            dep_item_num: {dependencies}
          - item_num: 2
            type: Risk
            title: Two
          - item_num: 3
            type: Risk
            title: Three
        """)).DependsOn;

    private static RaidItem Silently(RaidLogReading reading)
    {
        Lines(reading).ShouldBeEmpty();
        return reading.Log.Items[0];
    }
}
