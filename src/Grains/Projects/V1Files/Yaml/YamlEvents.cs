using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace BraidMgr.Grains.Projects.V1Files.Yaml;

/// <summary>
/// Walks the events of one YAML document and refuses what a log never needs and an attacker does: depth, aliases of anything
/// but short values, custom tags, a second document.
/// </summary>
internal sealed class YamlEvents
{
    // A log is four deep: items, item, rpt_out, name.
    private const int MaxDepth = 12;

    // An item has some twenty values; notes and lists may have more.
    private const int MaxValuesOfOne = 20_000;

    // What aliases may bring in altogether, so that 10 MiB stay about 10 MiB.
    private const int MaxAliasedCharacters = 1_000_000;

    private readonly Parser _parser;
    private readonly Dictionary<AnchorName, YamlText> _anchors = [];
    private int _aliasedCharacters;
    private int _values;

    public YamlEvents(string yaml)
    {
        _parser = new Parser(new StringReader(yaml));
        Advance();
    }

    /// <summary>The line of what comes next.</summary>
    public int Line => LineOf(_parser.Current!);

    /// <summary>Consumes the next event when it is of this kind.</summary>
    public bool TryTake<T>()
        where T : ParsingEvent
    {
        if (_parser.Current is not T)
        {
            return false;
        }

        Advance();
        return true;
    }

    /// <summary>True when the next event is of this kind.</summary>
    public bool IsNext<T>()
        where T : ParsingEvent => _parser.Current is T;

    /// <summary>Reads a whole value. Its size is bounded anew for every value read here.</summary>
    public YamlValue ReadValue()
    {
        _values = 0;
        return ReadValue(0);
    }

    /// <summary>Reads the key of a mapping.</summary>
    public YamlText ReadKey() => AsKey(ReadValue());

    /// <summary>Says that nothing may follow the document.</summary>
    public void ExpectEnd()
    {
        TryTake<DocumentEnd>();
        if (!IsNext<StreamEnd>())
        {
            throw new UnreadableFileException("a second document begins here (---); a log is one document", Line);
        }
    }

    private YamlValue ReadValue(int depth)
    {
        if (depth > MaxDepth || ++_values > MaxValuesOfOne)
        {
            throw new UnreadableFileException(
                depth > MaxDepth ? $"nests deeper than {MaxDepth} levels" : $"one entry holds more than {MaxValuesOfOne} values", Line);
        }

        return _parser.Current switch
        {
            Scalar scalar => Text(scalar),
            AnchorAlias alias => Aliased(alias),
            SequenceStart start => List(start, depth),
            MappingStart start => Map(start, depth),
            var other => throw new UnreadableFileException("a value is missing here", other is null ? null : LineOf(other)),
        };
    }

    private YamlText Text(Scalar scalar)
    {
        var text = new YamlText(scalar.Value, YamlTags.StyleOf(scalar), LineOf(scalar));
        if (!scalar.Anchor.IsEmpty)
        {
            _anchors[scalar.Anchor] = text;
        }

        Advance();
        return text;
    }

    // Programs that write YAML give a value that stands twice, such as a date, an anchor and then an alias.
    private YamlText Aliased(AnchorAlias alias)
    {
        var line = LineOf(alias);
        if (!_anchors.TryGetValue(alias.Value, out var text) || (_aliasedCharacters += text.Text.Length + 1) > MaxAliasedCharacters)
        {
            throw new UnreadableFileException($"*{alias.Value} is no alias of a single short value; write the value itself", line);
        }

        Advance();
        return text with { Line = line };
    }

    private YamlList List(SequenceStart start, int depth)
    {
        YamlTags.RefuseCustom(start);
        Advance();
        List<YamlValue> values = [];
        while (!TryTake<SequenceEnd>())
        {
            values.Add(ReadValue(depth + 1));
        }

        return new(values, LineOf(start));
    }

    private YamlMap Map(MappingStart start, int depth)
    {
        YamlTags.RefuseCustom(start);
        Advance();
        List<(YamlText, YamlValue)> entries = [];
        while (!TryTake<MappingEnd>())
        {
            entries.Add((AsKey(ReadValue(depth + 1)), ReadValue(depth + 1)));
        }

        return new(entries, LineOf(start));
    }

    private static YamlText AsKey(YamlValue value) =>
        value as YamlText ?? throw new UnreadableFileException("a list or a mapping stands where the name of a field belongs", value.Line);

    // The parser answers some broken files with exceptions that are not its own.
    private void Advance()
    {
        try
        {
            _parser.MoveNext();
        }
        catch (YamlException bad)
        {
            throw new UnreadableFileException($"is not YAML: {bad.Message}", (int)bad.Start.Line, bad);
        }
        catch (Exception bad) when (bad is InvalidOperationException or ArgumentException)
        {
            throw new UnreadableFileException(
                "is not YAML: brackets or indentation do not match here or below", _parser.Current is { } last ? LineOf(last) : null, bad);
        }
    }

    private static int LineOf(ParsingEvent @event) => (int)@event.Start.Line;
}
