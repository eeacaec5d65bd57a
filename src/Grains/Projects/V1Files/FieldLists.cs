using BraidMgr.Grains.Projects.V1Files.Yaml;

namespace BraidMgr.Grains.Projects.V1Files;

/// <summary>Reads fields that hold several values, which people also write as one text.</summary>
internal static class FieldLists
{
    private static readonly char[] BetweenNumbers = [',', ';', ' ', '\t', '\n'];

    /// <summary>Item numbers as a list, as a single number or as a text such as <c>3, 4</c>: ascending and distinct.</summary>
    public static IReadOnlyList<int> Numbers(this FieldReader fields, string field)
    {
        var texts = Texts(fields, field, text => text.Text.Split(BetweenNumbers, StringSplitOptions.RemoveEmptyEntries));
        SortedSet<int> numbers = [];
        foreach (var (text, line) in texts)
        {
            if (fields.Parse(field, text.Trim(), Formats.ItemNum, line) is { } number)
            {
                numbers.Add(number);
            }
        }

        return [.. numbers];
    }

    /// <summary>Names as a list, or as a text with commas between them, in their order.</summary>
    public static IReadOnlyList<(string Name, int Line)> Names(this FieldReader fields, string field, int max)
    {
        List<(string, int)> names = [];
        foreach (var (name, line) in Texts(fields, field, AtCommas))
        {
            if (string.IsNullOrWhiteSpace(name))
            {
                fields.Warn(field, name, "is an empty name and is dropped", line);
            }
            else if (fields.IsGood(field, name, max, line))
            {
                names.Add((name, line));
            }
        }

        return names;
    }

    private static string[] AtCommas(YamlText text) =>
        text.Text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static IEnumerable<(string Text, int Line)> Texts(FieldReader fields, string field, Func<YamlText, string[]> split)
    {
        switch (fields.Find(field))
        {
            case YamlText text:
                return split(text).Select(part => (part, text.Line));
            case YamlList list:
                return list.Values.Select(value => (TextOf(fields, field, value), value.Line)).Where(v => v.Item1 is not null)!;
            case YamlMap map:
                fields.Error(field, null, "is a mapping where a list belongs", map.Line);
                return [];
            default:
                return [];
        }
    }

    private static string? TextOf(FieldReader fields, string field, YamlValue value)
    {
        if (value is YamlText text)
        {
            return text is { IsAbsent: true } ? "" : text.Text;
        }

        fields.Error(field, null, "has a list or a mapping inside", value.Line);
        return null;
    }
}
