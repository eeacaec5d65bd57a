using System.Text;
using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Projects.Exports;
using BraidMgr.Grains.Tests.V1Files;
using FsCheck;
using FsCheck.Fluent;

namespace BraidMgr.Grains.Tests.Exports;

/// <summary>What holds for any text that people write, in files for spreadsheets and in reports.</summary>
public sealed class ExportTextProperties
{
    private const int MaxText = 200;

    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(2_000);

    // Texts that break YAML, and those with what CSV, spreadsheets and Markdown give a meaning.
    private static readonly Gen<string> Texts = Gen.OneOf(
        SomeLog.Text(MaxText),
        Gen.Elements("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", " ", ",", "\"", "'", ";", "<b>", "](x)", "`", "1", "a").ListOf()
            .Select(parts => string.Concat(parts)));

    [Fact]
    public void A_record_is_read_as_it_was_written_by_a_reader_that_knows_nothing_of_items() =>
        Check.One(Thorough, Prop.ForAll(Texts.NonEmptyListOf().ToArbitrary(), texts =>
        {
            var file = new StringBuilder();
            CsvText.Record(file, texts.Select(text => ((string?)text, true)));
            CsvText.Record(file, [("1", false), ("end", false)]);

            var records = Read(file.ToString());

            records.Count.ShouldBe(2);
            records[0].ShouldBe(texts.Select(text => CsvText.Defuse(text)!));
            records[1].ShouldBe(["1", "end"]);
        }));

    [Fact]
    public void No_text_is_left_that_a_spreadsheet_computes() =>
        Check.One(Thorough, Prop.ForAll(Texts.ToArbitrary(), text =>
        {
            var defused = CsvText.Defuse(text)!;
            defused.ShouldBeOneOf(text, "'" + text);
            (defused.TrimStart(' ', '\u00A0') is [var first, ..] && "=+-@\t\r\n|%＝＋－＠".Contains(first, StringComparison.Ordinal)).ShouldBeFalse();
        }));

    [Fact]
    public void A_text_in_a_report_stays_in_its_cell_and_is_no_markup() =>
        Check.One(Thorough, Prop.ForAll(Texts.ToArbitrary(), text =>
        {
            var cell = MarkdownText.Escape(text);
            cell.ShouldNotContain('\n');
            cell.ShouldNotContain('\r');
            cell.ShouldNotContain('<');
            for (var at = cell.IndexOfAny(['|', '`', '[', '*', '_']); at >= 0; at = cell.IndexOfAny(['|', '`', '[', '*', '_'], at + 1))
            {
                (BackslashesBefore(cell, at) % 2).ShouldBe(1);
            }
        }));

    // A builder's text lies in chunks, whose ends can divide what is one character in UTF-8.
    [Theory]
    [InlineData("")]
    [InlineData("x")]
    public void A_piece_is_the_whole_text(string first)
    {
        var piece = new Piece();
        piece.ToUtf8().ShouldBeEmpty();
        piece.Add(first);
        for (var i = 0; i < 30_000; i++)
        {
            piece.Add("\U0001F680");
        }

        Encoding.UTF8.GetString(piece.ToUtf8()).ShouldBe(first + string.Concat(Enumerable.Repeat("\U0001F680", 30_000)));
    }

    private sealed class Piece() : ExportWriter(null!)
    {
        public void Add(string text) => Text.Append(text);

        public override void Begin(ExportReport report, bool hasItems) => throw new NotSupportedException();

        public override Task Write(IReadOnlyList<Item> items) => throw new NotSupportedException();

        public override void Write(Summary summary) => throw new NotSupportedException();
    }

    private static int BackslashesBefore(string text, int at)
    {
        var count = 0;
        while (at - count > 0 && text[at - count - 1] == '\\')
        {
            count++;
        }

        return count;
    }

    // RFC 4180.
    private static List<List<string>> Read(string text)
    {
        var (records, record, field, quoted) = (new List<List<string>>(), new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '"' && quoted && i + 1 < text.Length && text[i + 1] == '"')
            {
                field.Append(text[++i]);
            }
            else if (c == '"')
            {
                quoted = !quoted;
            }
            else if (quoted || c is not (',' or '\r'))
            {
                field.Append(c);
            }
            else
            {
                record.Add(field.ToString());
                field.Clear();
                if (c == '\r')
                {
                    i++;
                    records.Add(record);
                    record = [];
                }
            }
        }

        return records;
    }
}
