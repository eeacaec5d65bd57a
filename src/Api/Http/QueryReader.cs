using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Unicode;
using BraidMgr.Contracts.Errors;
using Microsoft.AspNetCore.WebUtilities;

namespace BraidMgr.Api.Http;

/// <summary>
/// Reads query parameters strictly and tells all that is wrong at once. An empty value counts as not sent; names that a route
/// does not know are ignored.
/// </summary>
public sealed class QueryReader
{
    private readonly List<(string Name, string Value, bool IsText)> _sent = [];
    private readonly ValidationErrors _errors = new();

    /// <summary>Reads the parameters of a request.</summary>
    public QueryReader(HttpRequest request)
    {
        foreach (var pair in new QueryStringEnumerable(request.QueryString.Value))
        {
            if (!pair.EncodedValue.IsEmpty)
            {
                _sent.Add((pair.DecodeName().ToString(), pair.DecodeValue().ToString(), IsText(pair.EncodedValue.Span)));
            }
        }
    }

    /// <summary>A text of at most <paramref name="max"/> characters.</summary>
    public string? Text(string name, int max)
    {
        var value = Single(name);
        _errors.Text(name, value, max);
        return value;
    }

    /// <summary>A whole number in a range.</summary>
    public int Number(string name, int otherwise, int min, int max)
    {
        if (Single(name) is not { } text)
        {
            return otherwise;
        }

        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < min || number > max)
        {
            _errors.Add(name, max == int.MaxValue ? $"must be a whole number from {min}" : $"must be a whole number from {min} to {max}");
            return otherwise;
        }

        return number;
    }

    /// <summary>A number of something that is counted from 1; 0 stands before the first.</summary>
    public long? Seq(string name) => Parse<long>(name, "must be a whole number from 0", static (string text, out long value) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value));

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public bool? Flag(string name) => Parse<bool>(name, "must be true or false", static (string text, out bool value) =>
        (value = text == "true") || text == "false");

    /// <summary>A date, YYYY-MM-DD.</summary>
    public DateOnly? Date(string name) => Parse<DateOnly>(name, "must be a date, YYYY-MM-DD", static (string text, out DateOnly value) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out value));

    /// <summary>An id.</summary>
    public Guid? Id(string name) => Parse<Guid>(name, "must be an id (a UUID)", static (string text, out Guid value) =>
        Guid.TryParseExact(text, "D", out value));

    /// <summary>Labels of an enum, in repeated parameters or separated by commas.</summary>
    public IReadOnlyList<T> Labels<T>(string name)
        where T : struct, Enum
    {
        List<T>? found = null;
        foreach (var (sent, value, _) in _sent)
        {
            foreach (var label in sent == name ? value.Split(',', StringSplitOptions.TrimEntries) : [])
            {
                if (BraidMgr.Contracts.Labels<T>.TryParse(label, out var member))
                {
                    (found ??= []).Add(member);
                }
                else
                {
                    _errors.Add(name, $"must be one of: {string.Join(", ", BraidMgr.Contracts.Labels<T>.All)}");
                }
            }
        }

        return found ?? (IReadOnlyList<T>)[];
    }

    /// <summary>One label of an enum.</summary>
    public T Label<T>(string name, T otherwise)
        where T : struct, Enum => Parse<T>(name, $"must be one of: {string.Join(", ", BraidMgr.Contracts.Labels<T>.All)}", BraidMgr.Contracts.Labels<T>.TryParse) ?? otherwise;

    /// <summary>One of several words; the first where none is sent.</summary>
    public string OneOf(string name, params ReadOnlySpan<string> words)
    {
        var value = Single(name) ?? words[0];
        if (!words.Contains(value))
        {
            _errors.Add(name, $"must be one of: {string.Join(", ", words.ToArray())}");
        }

        return value;
    }

    /// <summary>Throws a validation error when anything was wrong.</summary>
    public void ThrowIfWrong() => _errors.ThrowIfAny();

    private delegate bool Parser<T>(string text, out T value);

    private T? Parse<T>(string name, string expected, Parser<T> parser)
        where T : struct
    {
        if (Single(name) is not { } text)
        {
            return null;
        }

        if (parser(text, out var value))
        {
            return value;
        }

        _errors.Add(name, expected);
        return null;
    }

    private string? Single(string name)
    {
        string? found = null;
        foreach (var (sent, value, isText) in _sent)
        {
            if (sent == name)
            {
                if (found is not null)
                {
                    _errors.Add(name, "must be sent once");
                }

                if (!isText)
                {
                    _errors.Add(name, "is not UTF-8 text");
                }

                found = value;
            }
        }

        return found;
    }

    // What is escaped and no text (half of a surrogate pair, say) would be decoded to its own escapes, and looked for as those.
    private static bool IsText(ReadOnlySpan<char> encoded)
    {
        if (!encoded.Contains('%'))
        {
            return true;
        }

        var bytes = Encoding.UTF8.GetBytes(encoded.ToString());
        return Utf8.IsValid(WebUtility.UrlDecodeToBytes(bytes, 0, bytes.Length));
    }
}
