using BraidMgr.Grains.Projects.V1Files;
using static BraidMgr.Grains.Tests.V1Files.Reading;

namespace BraidMgr.Grains.Tests.V1Files;

/// <summary>Notes: one text whose lines begin with a date; lines without one belong to the note above.</summary>
public sealed class NotesTests
{
    [Fact]
    public void Each_date_begins_a_note_and_other_lines_follow_it() =>
        Notes("""
            notes: |
              2026-03-02: Vendor called
              they need a week

              more
              2026-1-5: Opened

            """).ShouldBe([new(new(2026, 3, 2), "Vendor called\nthey need a week\n\nmore"), new(new(2026, 1, 5), "Opened")]);

    [Fact]
    public void A_log_kept_oldest_first_is_turned_round_with_the_notes_of_a_day() =>
        Notes("""
            notes: |
              2026-01-05: one
              2026-01-05: two
              2026-03-02: three
            """).Select(n => n.Content).ShouldBe(["three", "two", "one"]);

    [Fact]
    public void In_a_log_kept_newest_first_or_in_disorder_the_notes_of_a_day_keep_their_order() =>
        Notes("""
            notes: |
              2026-03-02: one
              2026-01-05: two
              2026-03-02: three
              2026-01-05: four
            """).Select(n => n.Content).ShouldBe(["one", "three", "two", "four"]);

    [Theory]
    [InlineData("created_date: 2026-02-01\nlast_updated: 2026-03-01\n", "2026-02-01")]
    [InlineData("last_updated: 2026-03-01\n", "2026-03-01")]
    [InlineData("", "2026-11-18")]
    public void Text_above_the_first_date_gets_the_day_of_creation_else_of_change_else_today(string dates, string day)
    {
        var reading = OfItem($"{dates}notes: |\n  call them\n  2026-01-05: Opened\n");
        reading.Log.Items[0].Notes.ShouldContain(new RaidNote(DateOnly.Parse(day, null), "call them"));
        Line(reading).ShouldEndWith($"\"call them\" has no date and gets {day}");
    }

    [Theory]
    [InlineData("notes: '2026-01-05: Opened'")]
    [InlineData("notes: |\n    2026-01-05:Opened")]
    [InlineData("notes: >\n  2026-01-05: Opened")]
    [InlineData("notes:\n  - '2026-01-05: Opened'")]
    [InlineData("notes:\n  - 2026-01-05: Opened")]
    [InlineData("notes:\n  2026-01-05: Opened")]
    public void Notes_come_in_other_shapes_too(string field) => Notes(field).ShouldBe([new(new(2026, 1, 5), "Opened")]);

    [Fact]
    public void Indented_dates_begin_notes_and_a_backslash_says_that_one_does_not() =>
        Notes("""
            notes: |
              2026-03-02: They wrote:
              \2026-04-01: is the day
              \\2026-05-01: or this
                2026-01-05: Opened
            """).ShouldBe(
        [
            new(new(2026, 3, 2), "They wrote:\n2026-04-01: is the day\n\\2026-05-01: or this"), new(new(2026, 1, 5), "Opened"),
        ]);

    [Fact]
    public void What_is_wrong_is_reported_on_its_own_line() =>
        Lines(OfItem("""
            notes: |
              2026-03-02: fine
              2026-02-30: no such day
              2026-01-05:
              2026-01-04: fine
            """)).ShouldBe(
        [
            "error #1 notes line 9: \"2026-02-30\" is not a day of the calendar",
            "warning #1 notes line 10: \"\" has a date without a text and is dropped",
        ]);

    private static IReadOnlyList<RaidNote> Notes(string field)
    {
        var reading = OfItem(field);
        Lines(reading).ShouldBeEmpty();
        return reading.Log.Items[0].Notes;
    }
}
