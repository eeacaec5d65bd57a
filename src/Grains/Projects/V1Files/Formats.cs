using System.Globalization;
using System.Text.RegularExpressions;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Projects;

namespace BraidMgr.Grains.Projects.V1Files;

/// <summary>How people write dates, numbers, booleans and types in a log; docs/v1-files.md lists what is understood.</summary>
internal static partial class Formats
{
    /// <summary>Year, month and day with dashes or slashes, one or two digits each; a time of day behind it is dropped.</summary>
    public static Parsed<DateOnly?> Date(string text)
    {
        var parts = DatePattern().Match(text);
        if (!parts.Success)
        {
            return Parsed.Error<DateOnly?>("is not a date; write it as YYYY-MM-DD");
        }

        int year = Digits(parts.Groups[1]), month = Digits(parts.Groups[2]), day = Digits(parts.Groups[3]);
        return year >= 1 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            ? new DateOnly(year, month, day)
            : Parsed.Error<DateOnly?>("is not a day of the calendar");
    }

    /// <summary>A whole number, perhaps after <c>#</c>.</summary>
    public static Parsed<int?> ItemNum(string text) =>
        Number(text.StartsWith('#') ? text[1..] : text) is not { } number || number != decimal.Truncate(number)
            ? Parsed.Error<int?>("is not a whole number")
            : number is >= 1 and <= V1Limits.ItemNum
                ? (int)number
                : Parsed.Error<int?>($"must be from 1 to {V1Limits.ItemNum}");

    /// <summary>0 to 100 with or without a percent sign, rounded to a whole number that does not claim completion.</summary>
    public static Parsed<int?> Percent(string text)
    {
        var bare = text.EndsWith('%') ? text[..^1] : text;
        return Number(bare) switch
        {
            null => Parsed.Error<int?>("is not a number from 0 to 100"),
            < 0 or > 100 => Parsed.Error<int?>("must be from 0 to 100"),
            > 0 and < 1 => Parsed.Error<int?>("may be a share or less than a percent; write a whole number from 0 to 100"),
            { } exact when exact == decimal.Truncate(exact) => (int)exact,
            { } exact => Rounded((int)Math.Min(99, Math.Round(exact, MidpointRounding.AwayFromZero))),
        };
    }

    /// <summary>Business days from 0 to 10,000, perhaps with <c>d</c> or <c>days</c> behind; a part of a day counts as a day.</summary>
    public static Parsed<int?> Duration(string text) =>
        Number(DaysPattern().Replace(text, "")) switch
        {
            null => Parsed.Error<int?>("is not a number of business days"),
            < 0 or > V1Limits.Duration => Parsed.Error<int?>($"must be from 0 to {V1Limits.Duration}"),
            { } exact when exact == decimal.Truncate(exact) => (int)exact,
            { } exact => Rounded((int)Math.Ceiling(exact)),
        };

    /// <summary>An amount with two decimals; a currency sign and commas between thousands are dropped.</summary>
    public static Parsed<decimal?> Money(string text)
    {
        if (Number(CurrencyPattern().Replace(text, "")) is not { } exact)
        {
            return Parsed.Error<decimal?>("is not an amount; write it like 12500.00");
        }

        var cents = Math.Round(exact, 2, MidpointRounding.AwayFromZero);
        return Math.Abs(cents) >= V1Limits.Money ? Parsed.Error<decimal?>($"must be below {V1Limits.Money:0}")
            : cents == exact ? cents
            : Parsed.Warn<decimal?>(cents, FormattableString.Invariant($"is rounded to {cents:0.00}"));
    }

    /// <summary>true, yes, on, y, 1 and their opposites, in any case.</summary>
    public static Parsed<bool?> Flag(string text) => text.ToUpperInvariant() switch
    {
        "TRUE" or "YES" or "ON" or "Y" or "1" => true,
        "FALSE" or "NO" or "OFF" or "N" or "0" => false,
        _ => Parsed.Error<bool?>("is neither yes nor no"),
    };

    /// <summary>A type by its name, whatever its case and the spaces, dashes or underscores in it.</summary>
    public static Parsed<ItemType?> Type(string text) =>
        TypesByLetters.TryGetValue(Letters(text), out var type)
            ? type
            : Parsed.Error<ItemType?>($"is none of {string.Join(", ", Labels<ItemType>.All)}");

    private static readonly Dictionary<string, ItemType> TypesByLetters =
        Labels<ItemType>.All.ToDictionary(Letters, Labels<ItemType>.Parse, StringComparer.OrdinalIgnoreCase);

    private static string Letters(string name) => string.Concat(name.Where(c => c is not (' ' or '-' or '_')));

    private static Parsed<int?> Rounded(int value) =>
        Parsed.Warn<int?>(value, string.Create(CultureInfo.InvariantCulture, $"is rounded to {value}"));

    private static decimal? Number(string text)
    {
        var plain = ThousandsPattern().IsMatch(text) ? text.Replace(",", "", StringComparison.Ordinal) : text;
        return decimal.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private static int Digits(Group group) => int.Parse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})(?:[Tt ] *[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)? *(?:[Zz]|[+-][0-9]{1,2}:?(?:[0-9]{2})?)?)?\z")]
    private static partial Regex DatePattern();

    [GeneratedRegex(@" *(?:d|day|days)\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex DaysPattern();

    [GeneratedRegex(@"(?<=^[+-]?)[$€£] *| *[$€£]\z")]
    private static partial Regex CurrencyPattern();

    [GeneratedRegex(@"^[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?\z")]
    private static partial Regex ThousandsPattern();
}
