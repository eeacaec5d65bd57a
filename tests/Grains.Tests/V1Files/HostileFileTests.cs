using System.Diagnostics;
using BraidMgr.Grains.Projects.V1Files;
using FsCheck;
using FsCheck.Fluent;
using static BraidMgr.Grains.Tests.V1Files.Reading;

namespace BraidMgr.Grains.Tests.V1Files;

/// <summary>Files that are no logs, or were made to do harm: a report, soon, and never an exception.</summary>
public sealed class HostileFileTests
{
    [Theory]
    [InlineData("", "error file line : is empty")]
    [InlineData("\n# nothing\n", "error file line : is empty")]
    [InlineData("hello", "error file line 1: must have the fields metadata and items at its top")]
    [InlineData("- a\n- b", "error file line 1: must have the fields metadata and items at its top")]
    [InlineData("metadata: {project_name: x}\nitems: []\n---\na: b", "error file line 3: a second document begins here (---); a log is one document")]
    [InlineData("metadata: {project_name: x}\nitems: []\nitems: []", "error file line 3: the section items stands twice")]
    [InlineData("metadata: {project_name: x}\nmetadata: {project_name: y}\nitems: []", "error metadata line 2: stands twice")]
    [InlineData("metadata: {project_name: x}\nitems: {a: b}", "error items line 2: is not a list; each item begins with a dash")]
    [InlineData("metadata: {project_name: x}\nitems: none", "error items line 2: \"none\" is not a list; each item begins with a dash")]
    [InlineData("metadata: {project_name: x}\nrate_card: []", "warning rate_card line 2: is no section of a log and is dropped|error items line : is missing; is this a RAID log?")]
    [InlineData("items: []", "error metadata.project_name line 1: is missing|error metadata line : is missing; is this a RAID log?")]
    [InlineData("? [a]\n: b", "error file line 1: a list or a mapping stands where the name of a field belongs")]
    [InlineData("metadata: !!python/object:os.system {a: b}\nitems: []", "error file line 1: the tag tag:yaml.org,2002:python/object:os.system is not read; remove it")]
    [InlineData("metadata: {project_name: !x y}\nitems: []", "error file line 1: the tag !x is not read; remove it")]
    [InlineData("metadata: &a {project_name: x}\nitems: [*a]", "error file line 2: *a is no alias of a single short value; write the value itself")]
    [InlineData("metadata: {project_name: *b}\nitems: []", "error file line 1: *b is no alias of a single short value; write the value itself")]
    public void What_is_no_log_is_refused_with_a_reason(string yaml, string problems)
    {
        var reading = RaidLogReader.Read(yaml, SomeLog.Today);
        string.Join('|', Lines(reading).OrderDescending()).ShouldBe(problems);
        reading.Refused.ShouldBeTrue();
    }

    [Theory]
    [InlineData("metadata: {project_name: x}\nitems:\n  - item_num: 1\n    notes: 2026-01-05: x\n", 4)]
    [InlineData("metadata:\n  project_name: \"x\nitems: []\n", 2)]
    [InlineData("metadata:\n\tproject_name: x\n", 1)]
    [InlineData("metadata: [}", 1)]
    [InlineData("metadata: \"\\ud800\"", 1)]
    [InlineData("metadata: {project_name: @x}", 1)]
    public void What_is_no_yaml_is_refused_on_its_line(string yaml, int line)
    {
        var problem = RaidLogReader.Read(yaml, SomeLog.Today).Problems.Last(p => p.Field == "file");
        problem.Reason.ShouldStartWith("is not YAML: ");
        problem.Line.ShouldNotBeNull().ShouldBeInRange(line, line + 1);
    }

    [Fact]
    public void What_cannot_be_stored_is_found_before_anything_is_read()
    {
        string[] files = ["metadata:\n  project_name: a\0b\n", "a: b\nc: \ud800", "a: b\nc: \udc00\ud800"];
        foreach (var yaml in files)
        {
            Line(RaidLogReader.Read(yaml, SomeLog.Today)).ShouldBe("error file line 2: contains a NUL character or half of a surrogate pair");
        }
    }

    [Fact]
    public void Aliases_cannot_make_a_small_file_a_large_log()
    {
        var long900 = new string('x', 900);
        var items = string.Concat(Enumerable.Range(1, 2_000).Select(n => $"- {{item_num: {n}, type: Risk, title: a, description: *a}}\n"));
        Lines(Of($"metadata: {{project_name: x, sponsor: &a {long900}}}\nitems:\n{items}"))
            .ShouldContain(p => p.StartsWith("error file", StringComparison.Ordinal) && p.EndsWith("write the value itself", StringComparison.Ordinal));
    }

    [Fact]
    public void More_notes_or_dependencies_than_can_become_visible_at_once_are_refused()
    {
        var notes = string.Concat(Enumerable.Repeat("      2026-01-05: a\n", V1Limits.Rows));
        Lines(Of($"metadata: {{project_name: x}}\nitems:\n  - item_num: 1\n    type: Risk\n    title: a\n    notes: |\n{notes}"))
            .ShouldHaveSingleItem().ShouldBe("error items line : are 150001 with their notes and dependencies; at most 150000 are allowed");

        // Each on all before it.
        var items = string.Concat(Enumerable.Range(1, 548).Select(
            n => $"- {{item_num: {n}, type: Risk, title: a, dep_item_num: [{string.Join(',', Enumerable.Range(1, n - 1))}]}}\n"));
        Lines(Of($"metadata: {{project_name: x}}\nitems:\n{items}"))
            .ShouldHaveSingleItem().ShouldBe("error items line : are 150426 with their notes and dependencies; at most 150000 are allowed");
    }

    [Theory]
    [MemberData(nameof(BombNames))]
    public void A_bomb_goes_off_without_harm(string name)
    {
        var yaml = Bombs[name]();
        var watch = Stopwatch.StartNew();
        var before = GC.GetAllocatedBytesForCurrentThread();
        RaidLogReader.Read(yaml, SomeLog.Today).Refused.ShouldBeTrue(name);
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20), name);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(2_000_000_000, name);
    }

    public static TheoryData<string> BombNames => [.. Bombs.Keys];

    private const int Size = 9_000_000;
    private const string Start = "metadata: {project_name: x}\nitems:\n";

    private static readonly Dictionary<string, Func<string>> Bombs = new()
    {
        ["brackets"] = () => Start + "- " + new string('[', Size),
        ["braces"] = () => Start + "- " + new string('{', Size),
        ["brackets above all"] = () => new string('[', Size),
        ["dashes"] = () => Start + string.Concat(Enumerable.Repeat("- ", Size / 2)),
        ["keys"] = () => Start + string.Concat(Enumerable.Repeat("? ", Size / 2)),
        ["laughs"] = () => "a: &a [x,x]\n" + string.Concat(Enumerable.Range(0, 30).Select(n => $"a{n}: &a{n} [*a,*a]\n")),
        ["empty items"] = () => Start + string.Concat(Enumerable.Repeat("-\n", Size / 2)),
        ["small items"] = () => Start + string.Concat(Enumerable.Range(1, Size / 16).Select(n => $"- item_num: {n}\n")),
        ["one item"] = () => Start + "- " + string.Concat(Enumerable.Range(1, Size / 12).Select(n => $"k{n}: 1\n  ")),
        ["one title"] = () => Start + "- {item_num: 1, type: Risk, title: " + new string('x', Size) + "}",
        ["notes"] = () => Start + "- item_num: 1\n  notes: |\n" + string.Concat(Enumerable.Repeat("    2026-01-05:\n", Size / 16)),
        ["numbers"] = () => Start + "- item_num: 1\n  dep_item_num: " + string.Concat(Enumerable.Range(1, Size / 8).Select(n => $"{n},")),
        ["digits"] = () => Start + "- item_num: " + new string('9', Size),
        ["commas"] = () => Start + "- item_num: 1\n  budget_amount: 1" + string.Concat(Enumerable.Repeat(",000", Size / 4)) + "x",
        ["spaces"] = () => Start + "- item_num: 1\n  deadline: \"2026-01-05" + new string(' ', Size) + "x\"",
        ["currency"] = () => Start + "- item_num: 1\n  budget_amount: \"1" + new string(' ', 500_000) + "x\"",
        ["circles"] = () => Start + string.Concat(Enumerable.Range(1, V1Limits.Items).Select(n => $"- {{item_num: {n}, type: Risk, title: a, dep_item_num: [1, {n + 1}]}}\n")),
        ["documents"] = () => string.Concat(Enumerable.Repeat("---\n", Size / 4)),
        ["too large"] = () => Start + new string('#', 10 * 1024 * 1024),
    };

    [Fact]
    public void The_largest_log_is_read_in_seconds()
    {
        var items = Enumerable.Range(1, V1Limits.Items)
            .Select(n => SomeLog.Full.Items[1] with { ItemNum = n, DependsOn = n == 1 ? [] : [n - 1], Notes = [new(SomeLog.Today, "x")] });
        var yaml = RaidLogWriter.Write(SomeLog.Full with { Items = [.. items], NextItemNum = V1Limits.Items + 1 });
        var watch = Stopwatch.StartNew();
        var reading = RaidLogReader.Read(yaml, SomeLog.Today);
        Lines(reading).ShouldBeEmpty();
        reading.Log.Items.Count.ShouldBe(V1Limits.Items);
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void One_item_more_than_the_largest_log_is_refused() =>
        Lines(Of("metadata: {project_name: x}\nitems:\n" + string.Concat(Enumerable.Range(1, V1Limits.Items + 1).Select(n => $"- {{item_num: {n}, type: Risk, title: a}}\n"))))
            .ShouldContain("error file line 50003: holds more than 50000 items");

    [Fact]
    public void Whatever_is_done_to_a_file_the_answer_is_a_report() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2_000), Prop.ForAll(Damaged.ToArbitrary(), yaml =>
        {
            var reading = RaidLogReader.Read(yaml, SomeLog.Today);
            reading.Refused.ShouldBe(reading.Problems.Any(p => p.Severity == "error"));
            if (!reading.Refused)
            {
                var first = RaidLogWriter.Write(reading.Log);
                var again = RaidLogReader.Read(first, SomeLog.Today);
                Lines(again).ShouldBeEmpty();
                RaidLogWriter.Write(again.Log).ShouldBe(first);
            }
        }));

    // A good file in which something was put in, left out or doubled, a few times.
    private static Gen<string> Damaged =>
        from cuts in Gen.Choose(0, 6)
        from at in Gen.Choose(0, int.MaxValue).ArrayOf(cuts * 2)
        from put in SomeLog.Text(12).ArrayOf(cuts)
        select Enumerable.Range(0, cuts).Aggregate(RaidLogWriter.Write(SomeLog.Full), (yaml, i) => Damage(yaml, at[i], at[cuts + i], put[i]));

    private static string Damage(string yaml, int where, int size, string put)
    {
        var begin = where % (yaml.Length + 1);
        var length = Math.Min(size % 30, yaml.Length - begin);
        return (size % 3) switch
        {
            0 => yaml.Insert(begin, put),
            1 => yaml.Remove(begin, length),
            _ => yaml.Insert(begin, yaml.Substring(begin, length)),
        };
    }
}
