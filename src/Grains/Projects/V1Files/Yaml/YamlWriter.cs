using System.Text;

namespace BraidMgr.Grains.Projects.V1Files.Yaml;

/// <summary>Writes the two levels of a log: sections, and in them fields or entries of fields.</summary>
internal sealed class YamlWriter
{
    private const string FieldIndent = "  ";
    private const string EntryIndent = "    ";
    private readonly StringBuilder _text = new();
    private string _indent = FieldIndent;
    private bool _atDash;

    /// <summary>Begins a section; fields that follow belong to it.</summary>
    public void Section(string line)
    {
        _indent = FieldIndent;
        _text.Append(line).Append('\n');
    }

    /// <summary>Begins an entry of the section; fields that follow belong to it.</summary>
    public void BeginEntry()
    {
        _indent = EntryIndent;
        _atDash = true;
    }

    /// <summary>Writes a value that needs no quotes; nothing for null.</summary>
    public void Bare(string field, string? value)
    {
        if (value is not null)
        {
            Name(field).Append(' ').Append(value).Append('\n');
        }
    }

    /// <summary>Writes a text on one line; nothing for null or an empty one.</summary>
    public void Text(string field, string? value) => Bare(field, string.IsNullOrEmpty(value) ? null : YamlScalar.OneLine(value));

    /// <summary>Writes a text line by line where it has several; nothing for null or an empty one.</summary>
    public void Lines(string field, string? value)
    {
        if (value is null || !YamlScalar.CanBeBlock(value))
        {
            Text(field, value);
            return;
        }

        // "|" keeps the one line break at the end, "|-" says that there is none.
        var endsLine = value[^1] == '\n';
        Name(field).Append(endsLine ? " |\n" : " |-\n");
        foreach (var line in (endsLine ? value[..^1] : value).Split('\n'))
        {
            _text.Append(line.Length == 0 ? "" : _indent + "  ").Append(line).Append('\n');
        }
    }

    /// <summary>Writes texts as a list; nothing for none.</summary>
    public void Texts(string field, IReadOnlyList<string> values)
    {
        if (values.Count == 0)
        {
            return;
        }

        Name(field).Append('\n');
        foreach (var value in values)
        {
            _text.Append(_indent).Append("  - ").Append(YamlScalar.OneLine(value)).Append('\n');
        }
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    private StringBuilder Name(string field)
    {
        _text.Append(_atDash ? "  - " : _indent).Append(field).Append(':');
        _atDash = false;
        return _text;
    }
}
