using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Errors;

namespace BraidMgr.Grains.Access;

/// <summary>The days on which an organization works, as they are set, stored and shown.</summary>
/// <param name="WorkingDays">Days of the week in lower case, Monday first.</param>
/// <param name="Holidays">Days without work, first to last.</param>
internal sealed record CalendarSettings(IReadOnlyList<string> WorkingDays, IReadOnlyList<DateOnly> Holidays)
{
    private const string DaysKey = "working_days";
    private const string HolidaysKey = "holidays";
    private const int MaxHolidays = 1000;

    private static readonly string[] Days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

    /// <summary>Monday to Friday, without holidays.</summary>
    public static CalendarSettings Default { get; } = new(Days[..5], []);

    /// <summary>Reads the settings of an organization.</summary>
    public static CalendarSettings Read(JsonElement settings) => new(
        settings.TryGetProperty(DaysKey, out var days) ? [.. days.EnumerateArray().Select(d => d.GetString()!)] : Default.WorkingDays,
        settings.TryGetProperty(HolidaysKey, out var holidays) ? [.. holidays.EnumerateArray().Select(h => Day(h.GetString()!))] : []);

    /// <summary>Checks the fields sent.</summary>
    public static void Check(OrganizationChanges changes, ValidationErrors errors)
    {
        if (changes.WorkingDays is { } days && (days.Count == 0 || days.Except(Days).Any() || days.Distinct().Count() != days.Count))
        {
            errors.Add(DaysKey, $"must name one or more of these once: {string.Join(", ", Days)}");
        }

        if (changes.Holidays is { Count: > MaxHolidays } many)
        {
            errors.Add(HolidaysKey, $"has {many.Count} days; at most {MaxHolidays} are allowed");
        }
    }

    /// <summary>The settings that changes make of these.</summary>
    public CalendarSettings With(OrganizationChanges changes) => new(
        changes.WorkingDays is { } days ? [.. Days.Where(days.Contains)] : WorkingDays,
        changes.Holidays is { } holidays ? [.. holidays.Distinct().Order()] : Holidays);

    /// <summary>Adds them to the settings that are stored and audited.</summary>
    public void WriteTo(JsonObject settings)
    {
        settings[DaysKey] = new JsonArray([.. WorkingDays.Select(d => JsonValue.Create(d))]);
        settings[HolidaysKey] = new JsonArray([.. Holidays.Select(h => JsonValue.Create(h.ToString("O", CultureInfo.InvariantCulture)))]);
    }

    /// <summary>The calendar that counts those days.</summary>
    public WorkCalendar ToWorkCalendar() => new(WorkingDays.Select(d => (DayOfWeek)((Array.IndexOf(Days, d) + 1) % Days.Length)), Holidays);

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "O", CultureInfo.InvariantCulture);
}
