using static BraidMgr.Grains.Tests.V1Files.Reading;

namespace BraidMgr.Grains.Tests.V1Files;

/// <summary>Every value that cannot be read is reported by item, field and line, and refuses the file where something would be lost.</summary>
public sealed class ProblemTests
{
    [Theory]
    [InlineData("start: next week", "is not a date; write it as YYYY-MM-DD")]
    [InlineData("finish: 05/01/2026", "is not a date; write it as YYYY-MM-DD")]
    [InlineData("deadline: 2026-02-30", "is not a day of the calendar")]
    [InlineData("deadline: 0000-01-01", "is not a day of the calendar")]
    [InlineData("created_date: 2026-13-01", "is not a day of the calendar")]
    [InlineData("last_updated: 20260105", "is not a date; write it as YYYY-MM-DD")]
    [InlineData("percent_complete: half", "is not a number from 0 to 100")]
    [InlineData("percent_complete: 101", "must be from 0 to 100")]
    [InlineData("percent_complete: -1%", "must be from 0 to 100")]
    [InlineData("percent_complete: 0.5", "may be a share or less than a percent; write a whole number from 0 to 100")]
    [InlineData("duration: 2w", "is not a number of business days")]
    [InlineData("duration: -1", "must be from 0 to 10000")]
    [InlineData("duration: 1e9", "must be from 0 to 10000")]
    [InlineData("budget_amount: 15k", "is not an amount; write it like 12500.00")]
    [InlineData("budget_amount: 1.000,50", "is not an amount; write it like 12500.00")]
    [InlineData("budget_amount: 10000000000", "must be below 10000000000")]
    [InlineData("budget_amount: 1e400", "is not an amount; write it like 12500.00")]
    [InlineData("draft: maybe", "is neither yes nor no")]
    [InlineData("client_visible: 2", "is neither yes nor no")]
    [InlineData("dep_item_num: two", "is not a whole number")]
    [InlineData("dep_item_num: 0", "must be from 1 to 1000000000")]
    public void A_value_that_cannot_be_read_is_an_error(string field, string reason)
    {
        var reading = OfItem($"priority: High\n{field}");
        var (name, value) = (field.Split(": ")[0], field.Split(": ")[1]);
        Line(reading).ShouldBe($"error #1 {name} line 8: \"{value}\" {reason}");
        reading.Refused.ShouldBeTrue();
    }

    [Theory]
    [InlineData("percent_complete: 66.6", "is rounded to 67")]
    [InlineData("percent_complete: 99.9", "is rounded to 99")]
    [InlineData("duration: 2.5", "is rounded to 3")]
    [InlineData("budget_amount: 10.005", "is rounded to 10.01")]
    [InlineData("sprint: 7", "is no field of a log and is dropped")]
    [InlineData("workstream: Cabling", "is not among metadata.workstreams and is added to them")]
    [InlineData("dep_item_num: 1", "is the item itself and is dropped")]
    [InlineData("dep_item_num: 9", "is no item of this file and is dropped")]
    public void What_is_changed_or_dropped_is_a_warning(string field, string reason)
    {
        var reading = OfItem(field);
        Line(reading).ShouldBe($"warning #1 {field.Split(": ")[0]} line 7: \"{field.Split(": ")[1]}\" {reason}");
        reading.Refused.ShouldBeFalse();
    }

    [Theory]
    [InlineData("assigned_to: [Ann, Ben]", "error #1 assigned_to line 7: is a list or a mapping where one value belongs")]
    [InlineData("start: {day: 5}", "error #1 start line 7: is a list or a mapping where one value belongs")]
    [InlineData("dep_item_num: {a: 5}", "error #1 dep_item_num line 7: is a mapping where a list belongs")]
    [InlineData("rpt_out: [[Weekly]]", "error #1 rpt_out line 7: has a list or a mapping inside")]
    [InlineData("notes: [[x]]", "error #1 notes line 7: is neither a text nor a list of texts")]
    public void A_value_of_the_wrong_shape_is_an_error(string field, string problem) => Line(OfItem(field)).ShouldBe(problem);

    [Theory]
    [InlineData("title", 500)]
    [InlineData("description", 20_000)]
    [InlineData("workstream", 200)]
    [InlineData("assigned_to", 200)]
    [InlineData("priority", 50)]
    [InlineData("rpt_out", 100)]
    [InlineData("notes", 20_000)]
    public void A_text_may_be_as_long_as_the_api_takes_and_no_longer(string field, int max)
    {
        RaidLogOf(max).Where(p => p.Contains("characters", StringComparison.Ordinal)).ShouldBeEmpty();
        RaidLogOf(max + 1).ShouldContain(p => p.StartsWith($"error #1 {field} line 3: \"xxx", StringComparison.Ordinal)
            && p.EndsWith($"has {max + 1} characters; at most {max} are allowed", StringComparison.Ordinal));

        string[] RaidLogOf(int length) => Lines(Of(
            $"metadata: {{project_name: Exit}}\nitems:\n- {{item_num: 1, type: Risk, {(field == "title" ? "" : "title: x, ")}{field}: {new string('x', length)}}}"));
    }

    [Fact]
    public void Too_many_reports_are_an_error() =>
        Line(OfItem($"rpt_out: {string.Join(", ", Enumerable.Range(1, 51).Select(n => $"r{n}"))}"))
            .ShouldBe("error #1 rpt_out line 7: has 51 names; at most 50 are allowed");

    [Fact]
    public void An_escape_that_cannot_be_stored_is_an_error() =>
        Line(OfItem("description: \"a\\0b\"")).ShouldEndWith("contains a NUL character or half of a surrogate pair, which cannot be stored");

    [Fact]
    public void Items_that_lack_what_every_item_has_are_named_by_their_place()
    {
        var reading = Of("""
            metadata: {project_name: Exit}
            items:
              - type: Risk
                title: No number
                start: soon
              - item_num: 2
                title: '  '
              - item_num: two
                type: Task
              - just a line
              -
              - item_num: 2
                type: Risk
                title: Twice
                title: Twice again
            """);
        Lines(reading).ShouldBe(
        [
            "error item_num line 3: is missing (item at position 1)",
            "error start line 5: \"soon\" is not a date; write it as YYYY-MM-DD (item at position 1)",
            "error #2 type line 6: is missing",
            "error #2 title line 7: \"  \" is missing",
            "error item_num line 8: \"two\" is not a whole number (item at position 3)",
            "error title line 8: is missing (item at position 3)",
            "error type line 9: \"Task\" is none of Budget, Risk, Action Item, Issue, Decision, Deliverable, Plan Item (item at position 3)",
            "error items line 10: \"just a line\" is no item: no fields stand here (item at position 4)",
            "error items line 11: \"\" is no item: no fields stand here (item at position 5)",
            "error #2 item_num line 12: \"2\" is the number of the item on line 6 too",
            "error title line 15: stands twice (item at position 6)",
        ]);
    }

    [Fact]
    public void Dependencies_that_go_round_are_an_error_at_the_item_that_closes_the_circle()
    {
        var reading = Of("""
            metadata: {project_name: Exit}
            items:
              - {item_num: 1, type: Risk, title: a, dep_item_num: [2]}
              - {item_num: 2, type: Risk, title: b, dep_item_num: [3, 4]}
              - {item_num: 3, type: Risk, title: c, dep_item_num: [4]}
              - {item_num: 4, type: Risk, title: d, dep_item_num: [2]}
            """);
        Line(reading).ShouldBe("error #4 dep_item_num line 6: \"2\" closes a circle: 2 → 3 → 4 → 2");
    }

    [Fact]
    public void Workstreams_are_matched_and_made()
    {
        var reading = Of("""
            metadata:
              project_name: Exit
              workstreams:
                - Network
                - Storage
                -
                - Network
            items:
              - {item_num: 1, type: Risk, title: a, workstream: network}
              - {item_num: 2, type: Risk, title: b, workstream: Cabling}
              - {item_num: 3, type: Risk, title: c, workstream: ' CABLING'}
              - {item_num: 4, type: Risk, title: d, workstream: Storage}
            """);
        Lines(reading).ShouldBe(
        [
            "warning metadata.workstreams line 6: \"\" is an empty name and is dropped",
            "warning metadata.workstreams line 7: \"Network\" stands twice and is taken once",
            "warning #1 workstream line 9: \"network\" is taken for Network",
            "warning #2 workstream line 10: \"Cabling\" is not among metadata.workstreams and is added to them",
            "warning #3 workstream line 11: \" CABLING\" is taken for Cabling",
        ]);
        reading.Log.Workstreams.ShouldBe(["Network", "Storage", "Cabling"]);
        reading.Log.Items.Select(i => i.Workstream).ShouldBe(["Network", "Cabling", "Cabling", "Storage"]);
    }

    [Theory]
    [InlineData("next_item_num: 3", 8, "warning metadata.next_item_num line 3: \"3\" is not above every item's number and becomes 8")]
    [InlineData("next_item_num: 8", 8, null)]
    [InlineData("next_item_num: '#9'", 9, null)]
    [InlineData("client_name: Acme", 8, null)]
    public void The_next_number_is_above_all_others(string field, int next, string? problem)
    {
        var reading = Of($"metadata:\n  project_name: Exit\n  {field}\nitems:\n- {{item_num: 7, type: Risk, title: a}}\n- {{item_num: 2, type: Risk, title: b}}");
        Lines(reading).ShouldBe(problem is null ? [] : [problem]);
        reading.Log.NextItemNum.ShouldBe(next);
        reading.Refused.ShouldBeFalse();
    }

    [Fact]
    public void Metadata_is_checked_like_items()
    {
        var reading = OfMetadata("client_name: [x]\nproject_start: 2026-05-01\nproject_end: 2026-04-30\nnext_item_num: many\nworkstreams: {a: b}\nsponsor: Kim");
        Lines(reading).ShouldBe(
        [
            "error metadata.project_name line 2: is missing",
            "error metadata.client_name line 2: is a list or a mapping where one value belongs",
            "error metadata.project_end line 4: \"2026-04-30\" is before project_start, 2026-05-01",
            "error metadata.next_item_num line 5: \"many\" is not a whole number",
            "error metadata.workstreams line 6: is a mapping where a list belongs",
            "warning metadata.sponsor line 7: \"Kim\" is no field of a log and is dropped",
        ]);
    }

    [Fact]
    public void More_workstreams_than_a_project_may_have_are_an_error() =>
        Line(OfMetadata($"project_name: Exit\nworkstreams: [{string.Join(", ", Enumerable.Range(1, 201).Select(n => $"w{n}"))}]"))
            .ShouldBe("error metadata.workstreams line 3: are 201 with those that items name; at most 200 are allowed");

    [Fact]
    public void A_report_stays_readable_however_much_is_wrong()
    {
        var items = string.Concat(Enumerable.Range(1, 2_000).Select(n => $"- {{item_num: {n}, type: Risk, title: a, start: soon, x: 1}}\n"));
        var problems = Of($"metadata: {{project_name: Exit}}\nitems:\n{items}").Problems;
        problems.Count.ShouldBe(1_002);
        problems.Count(p => p.Severity == "error").ShouldBe(501);
        problems[^2].Reason.ShouldBe("1500 more are not listed");
    }
}
