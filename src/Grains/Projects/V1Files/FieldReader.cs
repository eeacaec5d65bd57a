using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Projects.V1Files.Yaml;

namespace BraidMgr.Grains.Projects.V1Files;

/// <summary>Reads the fields of one mapping by name and reports what is wrong with them.</summary>
internal sealed class FieldReader
{
    private static readonly string[] Placeholders = ["tbd", "tbc", "tba", "n/a", "na", "none", "-", "?", "??"];

    // No date, number or type is longer; patterns need never look at more.
    private const int LongestValue = 100;

    private readonly Dictionary<string, YamlValue> _values = [];
    private readonly HashSet<string> _read = [];
    private readonly ProblemList _problems;
    private readonly string _prefix;
    private readonly string _where;

    /// <param name="map">The mapping.</param>
    /// <param name="problems">Where problems go.</param>
    /// <param name="prefix">What stands before the names of fields in problems.</param>
    /// <param name="where">Said in problems for as long as <see cref="ItemNum"/> is not known; may be empty.</param>
    public FieldReader(YamlMap map, ProblemList problems, string prefix, string where)
    {
        (_problems, _prefix, _where) = (problems, prefix, where);
        Line = map.Line;
        foreach (var (key, value) in map.Entries)
        {
            var name = key.Text.Trim().ToLowerInvariant().Replace(' ', '_').Replace('-', '_');
            if (!_values.TryAdd(name, value))
            {
                Error(name, null, "stands twice", key.Line);
            }
        }
    }

    /// <summary>The line on which the mapping begins.</summary>
    public int Line { get; }

    /// <summary>The item that problems name.</summary>
    public int? ItemNum { get; set; }

    /// <summary>The line of a field's value, else that of the mapping.</summary>
    public int LineOf(string field) => _values.TryGetValue(field, out var value) ? value.Line : Line;

    /// <summary>True when the field stands there, if only with no value.</summary>
    public bool Has(string field) => _values.ContainsKey(field);

    /// <summary>The value of a field, or null where there is none; reading makes the field a known one.</summary>
    public YamlValue? Find(string field)
    {
        _read.Add(field);
        return _values.GetValueOrDefault(field) is { } value and not YamlText { IsAbsent: true } ? value : null;
    }

    /// <summary>A text of at most <paramref name="max"/> characters. The line break that ends a block is no part of a name.</summary>
    public string? Text(string field, int max, bool keepLineBreaks = false)
    {
        if (Scalar(field) is not { } scalar)
        {
            return null;
        }

        var isBlock = scalar.Style is YamlTextStyle.Literal or YamlTextStyle.Folded;
        var text = isBlock && !keepLineBreaks ? scalar.Text.Trim('\n') : scalar.Text;
        return text.Length > 0 && IsGood(field, text, max, scalar.Line) ? text : null;
    }

    /// <summary>A text that must be there and must not be blank; empty when it is not.</summary>
    public string RequiredText(string field, int max)
    {
        var text = Text(field, max);
        if (Find(field) is null || text is not null && string.IsNullOrWhiteSpace(text))
        {
            Error(field, text, "is missing", LineOf(field));
        }

        return text ?? "";
    }

    /// <summary>A value in one of the <see cref="Formats"/>; null where there is none or it cannot be read.</summary>
    public T? Value<T>(string field, Func<string, Parsed<T?>> parse)
        where T : struct
    {
        if (Scalar(field) is not { } scalar)
        {
            return null;
        }

        var text = scalar.Text.Trim();
        return text.Length == 0 ? null
            : Placeholders.Contains(text, StringComparer.OrdinalIgnoreCase) ? Absent<T>(field, scalar)
            : Parse(field, text, parse, scalar.Line);
    }

    /// <summary>Reads one of the <see cref="Formats"/> in a text of the field, and reports what is wrong with it.</summary>
    public T? Parse<T>(string field, string text, Func<string, Parsed<T?>> parse, int line)
        where T : struct
    {
        var parsed = text.Length <= LongestValue ? parse(text) : Parsed.Error<T?>("is too long for a value of this field");
        if (parsed.Error is { } error)
        {
            Error(field, text, error, line);
        }
        else if (parsed.Warning is { } warning)
        {
            Warn(field, text, warning, line);
        }

        return parsed.Value;
    }

    /// <summary>Checks a text's length and that it can be stored.</summary>
    public bool IsGood(string field, string text, int max, int line)
    {
        var problem = text.Length > max ? $"has {text.Length} characters; at most {max} are allowed"
            : !ValidationErrors.IsStorable(text) ? "contains a NUL character or half of a surrogate pair, which cannot be stored"
            : null;
        if (problem is not null)
        {
            Error(field, text, problem, line);
        }

        return problem is null;
    }

    /// <summary>Warns of every field that nobody read.</summary>
    public void WarnOfUnknown()
    {
        foreach (var (name, value) in _values.Where(v => !_read.Contains(v.Key)))
        {
            Warn(name, (value as YamlText)?.Text, "is no field of a log and is dropped", value.Line);
        }
    }

    /// <summary>Reports what refuses the import.</summary>
    public void Error(string field, string? value, string reason, int line) =>
        _problems.Error(ItemNum, _prefix + field, value, InPlace(reason), line);

    /// <summary>Reports what is only told.</summary>
    public void Warn(string field, string? value, string reason, int line) =>
        _problems.Warn(ItemNum, _prefix + field, value, InPlace(reason), line);

    private YamlText? Scalar(string field)
    {
        var value = Find(field);
        if (value is YamlList or YamlMap)
        {
            Error(field, null, "is a list or a mapping where one value belongs", value.Line);
        }

        return value as YamlText;
    }

    private T? Absent<T>(string field, YamlText scalar)
        where T : struct
    {
        Warn(field, scalar.Text, "is read as no value", scalar.Line);
        return null;
    }

    private string InPlace(string reason) => ItemNum is null && _where.Length > 0 ? $"{reason} ({_where})" : reason;
}
