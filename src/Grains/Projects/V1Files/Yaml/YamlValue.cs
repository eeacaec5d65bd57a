namespace BraidMgr.Grains.Projects.V1Files.Yaml;

/// <summary>A value of the file with the line on which it begins, from 1.</summary>
internal abstract record YamlValue(int Line);

/// <summary>A scalar as it stands in the file.</summary>
/// <param name="Text">The text, with escapes and line folding undone.</param>
/// <param name="Style">How it was written, which says what it may mean.</param>
/// <param name="Line">The line on which it begins.</param>
internal sealed record YamlText(string Text, YamlTextStyle Style, int Line) : YamlValue(Line)
{
    /// <summary>True for what says "no value": nothing at all, <c>~</c>, <c>null</c>, or an empty text.</summary>
    public bool IsAbsent => Text.Length == 0
        || (Style == YamlTextStyle.Bare && (Text == "~" || Text.Equals("null", StringComparison.OrdinalIgnoreCase)));
}

/// <summary>How a scalar was written.</summary>
internal enum YamlTextStyle
{
    /// <summary>Without quotes.</summary>
    Bare,

    /// <summary>In quotes.</summary>
    Quoted,

    /// <summary>As a block after <c>|</c>, whose lines stay lines.</summary>
    Literal,

    /// <summary>As a block after <c>></c>.</summary>
    Folded,
}

/// <summary>A sequence.</summary>
internal sealed record YamlList(IReadOnlyList<YamlValue> Values, int Line) : YamlValue(Line);

/// <summary>A mapping in file order, in which a key may stand twice.</summary>
internal sealed record YamlMap(IReadOnlyList<(YamlText Key, YamlValue Value)> Entries, int Line) : YamlValue(Line);
