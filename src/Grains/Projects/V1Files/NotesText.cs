using System.Text;
using System.Text.RegularExpressions;
using BraidMgr.Grains.Projects.V1Files.Yaml;

namespace BraidMgr.Grains.Projects.V1Files;

/// <summary>
/// The notes of an item as one text: a line that begins <c>YYYY-MM-DD:</c> begins a note, others belong to the note above. A
/// line of a note that itself looks like a beginning gets a backslash before its date.
/// </summary>
internal static partial class NotesText
{
    /// <summary>The text of notes, newest first; empty without notes.</summary>
    public static string Write(IReadOnlyList<RaidNote> notes)
    {
        var text = new StringBuilder();
        foreach (var note in notes.OrderByDescending(n => n.Date))
        {
            text.Append(note.Date.ToString("O", null)).Append(": ");
            text.AppendJoin('\n', note.Content.Trim().Split('\n').Select((line, i) => i == 0 ? line : Guarded(line))).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The notes in the field, newest first. Text above the first date gets <paramref name="undated"/>.</summary>
    public static IReadOnlyList<RaidNote> Read(FieldReader fields, string field, DateOnly undated)
    {
        List<RaidNote> notes = [];
        Note? note = null;
        foreach (var (text, lineNumber) in Lines(fields, field))
        {
            var beginning = BeginningPattern().Match(text);
            if (!beginning.Success || beginning.Groups[1].Length > 0)
            {
                note ??= new Note(undated, lineNumber, IsDated: false);
                note.Text.Append(beginning.Success ? text.Remove(beginning.Groups[1].Index, 1) : text).Append('\n');
                continue;
            }

            Finish(note);
            var day = fields.Parse<DateOnly>(field, beginning.Groups[2].Value, Formats.Date, lineNumber);
            note = new Note(day ?? undated, lineNumber, IsDated: true);
            note.Text.Append(text.AsSpan(beginning.Length)).Append('\n');
        }

        Finish(note);
        return NewestFirst(notes);

        void Finish(Note? done)
        {
            if (done?.Finish(fields, field) is { } finished)
            {
                notes.Add(finished);
            }
        }
    }

    private static string Guarded(string line)
    {
        var beginning = BeginningPattern().Match(line);
        return beginning.Success ? line.Insert(beginning.Groups[1].Index, "\\") : line;
    }

    // A block's text begins on the line after its sign; where a quoted text breaks its lines cannot be told.
    private static IEnumerable<(string Text, int Line)> Lines(FieldReader fields, string field) => fields.Find(field) switch
    {
        YamlText { Style: YamlTextStyle.Literal } block => block.Text.Split('\n').Select((line, i) => (line, block.Line + 1 + i)),
        YamlText text => text.Text.Split('\n').Select(line => (line, text.Line)),
        YamlList list => list.Values.SelectMany(value => Entry(fields, field, value)),
        YamlMap map => Entry(fields, field, map),
        _ => [],
    };

    // Without the | a date and its colon make a mapping; in a list, each note is an entry.
    private static IEnumerable<(string Text, int Line)> Entry(FieldReader fields, string field, YamlValue value)
    {
        switch (value)
        {
            case YamlText text:
                return text.Text.Split('\n').Select(line => (line, text.Line));
            case YamlMap map when map.Entries.All(e => e.Value is YamlText):
                return map.Entries.SelectMany(e => $"{e.Key.Text}: {((YamlText)e.Value).Text}".Split('\n').Select(line => (line, e.Key.Line)));
            default:
                fields.Error(field, null, "is neither a text nor a list of texts", value.Line);
                return [];
        }
    }

    // Sorting keeps the order of a day's notes, so a log that was kept oldest first is turned round before.
    private static RaidNote[] NewestFirst(List<RaidNote> notes)
    {
        var rises = notes.Zip(notes.Skip(1)).Any(pair => pair.First.Date < pair.Second.Date);
        var falls = notes.Zip(notes.Skip(1)).Any(pair => pair.First.Date > pair.Second.Date);
        if (rises && !falls)
        {
            notes.Reverse();
        }

        return [.. notes.OrderByDescending(n => n.Date)];
    }

    [GeneratedRegex(@"^[ \t]*(\\*)([0-9]{4}-[0-9]{1,2}-[0-9]{1,2}):")]
    private static partial Regex BeginningPattern();

    private sealed record Note(DateOnly Date, int Line, bool IsDated)
    {
        public StringBuilder Text { get; } = new();

        public RaidNote? Finish(FieldReader fields, string field)
        {
            var content = Text.ToString().Trim();
            if (content.Length == 0)
            {
                Warn(fields, field, "has a date without a text and is dropped", IsDated);
                return null;
            }

            Warn(fields, field, $"has no date and gets {Date:O}", !IsDated);
            return fields.IsGood(field, content, V1Limits.Note, Line) ? new(Date, content) : null;
        }

        private void Warn(FieldReader fields, string field, string reason, bool when)
        {
            if (when)
            {
                fields.Warn(field, Text.ToString().Trim(), reason, Line);
            }
        }
    }
}
