using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Projects.V1Files;

namespace BraidMgr.Grains.Tests.V1Files;

/// <summary>What the canonical file looks like.</summary>
public sealed class RaidLogWriterTests
{
    [Fact]
    public void Every_field_stands_in_the_order_of_the_format()
    {
        var item = SomeLog.Full.Items[0] with { Indicator = Indicator.BeyondDeadline };
        RaidLogWriter.Write(SomeLog.Full with { Items = [item, .. SomeLog.Full.Items.Skip(1)] }).ShouldBe("""
            metadata:
              project_name: 'Data centre exit: phase 2'
              client_name: 'Acme #1'
              project_start: 2026-01-05
              project_end: 2027-03-31
              next_item_num: 20
              workstreams:
                - Network
                - 'No'
            items:
              - item_num: 3
                type: Action Item
                title: It's late
                description: |-
                  First line

                    - indented
                  last
                workstream: 'No'
                assigned_to: Zoë Ångström
                dep_item_num: [7, 12]
                start: 2026-02-03
                finish: 2026-12-04
                duration: 15
                deadline: 2026-12-18
                percent_complete: 40
                priority: '1'
                draft: true
                client_visible: false
                rpt_out:
                  - Weekly
                  - Board, monthly
                budget_amount: 12500.50
                created_date: 2026-01-07
                last_updated: 2026-11-02
                indicator: Beyond Deadline!!!
                notes: |
                  2026-11-02: Vendor called:
                  \2026-11-09: is their new date

                  not ours
                  2026-10-01: Opened
              - item_num: 7
                type: Risk
                title: '2026-01-05'
                percent_complete: 0
                draft: false
                client_visible: true
              - item_num: 12
                type: Plan Item
                title: Done
                percent_complete: 100
                completed_on: 2026-03-04
                draft: false
                client_visible: true

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void A_log_without_items_says_so() =>
        RaidLogWriter.Write(new RaidLog { ProjectName = "New", NextItemNum = 1 })
            .ShouldBe("metadata:\n  project_name: New\n  next_item_num: 1\nitems: []\n");

    [Theory]
    [InlineData("Plain words, with (signs) & more!", "Plain words, with (signs) & more!")]
    [InlineData("a:b and c#d", "a:b and c#d")]
    [InlineData("yes", "'yes'")]
    [InlineData("NULL", "'NULL'")]
    [InlineData("3rd party", "'3rd party'")]
    [InlineData("note: this", "'note: this'")]
    [InlineData("ends with:", "'ends with:'")]
    [InlineData("a #b", "'a #b'")]
    [InlineData(" leading", "' leading'")]
    [InlineData("trailing ", "'trailing '")]
    [InlineData("- dash", "'- dash'")]
    [InlineData("'quoted'", "'''quoted'''")]
    [InlineData("😀 smile", "'😀 smile'")]
    [InlineData("two\nlines", "\"two\\nlines\"")]
    [InlineData("bell\u0007 \"x\" \\", "\"bell\\u0007 \\\"x\\\" \\\\\"")]
    public void A_title_gets_the_quotes_it_needs(string title, string written) =>
        RaidLogWriter.Write(SomeLog.Full with { Items = [SomeLog.Full.Items[1] with { Title = title }] })
            .ShouldContain($"\n    title: {written}\n");

    [Theory]
    [InlineData("2026-06-01", false)]
    [InlineData("2026-06-09", true)]
    public void Completed_on_stands_only_where_it_is_not_the_finish_date(string completed, bool stands)
    {
        var item = SomeLog.Full.Items[2] with { Finish = new(2026, 6, 1), CompletedOn = DateOnly.Parse(completed, null) };
        var yaml = RaidLogWriter.Write(SomeLog.Full with { Items = [item] });
        yaml.Contains($"\n    completed_on: {completed}\n", StringComparison.Ordinal).ShouldBe(stands);
        RaidLogReader.Read(yaml, SomeLog.Today).Log.Items[0].CompletedOn.ShouldBe(item.CompletedOn);
    }

    [Fact]
    public void A_day_of_completion_that_nobody_knows_stays_unknown()
    {
        var item = SomeLog.Full.Items[2] with { Finish = new(2026, 6, 1), CompletedOn = null };
        var yaml = RaidLogWriter.Write(SomeLog.Full with { Items = [item] });
        yaml.ShouldContain("\n    completed_on: null\n");
        RaidLogReader.Read(yaml, SomeLog.Today).Log.Items[0].CompletedOn.ShouldBeNull();
    }
}
