using System.Text.Json;
using BraidMgr.Contracts.Projects;

namespace BraidMgr.Grains.Assistant;

/// <summary>Why an item is late, in the words of the rule that says so (data model, "Indicators").</summary>
internal static class Lateness
{
    /// <summary>The reason; null for an item that is not late.</summary>
    public static string? Of(Item item) => item.Indicator switch
    {
        Indicator.BeyondDeadline => $"its deadline was {item.Deadline:yyyy-MM-dd}",
        Indicator.LateFinish => $"it was to be finished on {item.FinishDate:yyyy-MM-dd} and is {item.PercentComplete} % done",
        Indicator.LateStart => $"it was to start on {item.StartDate:yyyy-MM-dd} and has not",
        Indicator.TrendingLate => $"it is {item.PercentComplete} % done, and what is left takes longer than the days to {item.FinishDate:yyyy-MM-dd}",
        _ => null,
    };
}

/// <summary>What a row of the audit log was about.</summary>
internal static class ChangedTitle
{
    /// <summary>Number and title, or name; empty where there is none.</summary>
    public static string Of(AuditEntry entry)
    {
        if ((entry.AfterState ?? entry.BeforeState) is not { } state)
        {
            return "";
        }

        using var json = JsonDocument.Parse(state.Json);
        return string.Join(' ', Words(json.RootElement)).Trim();
    }

    private static IEnumerable<string> Words(JsonElement row)
    {
        if (row.TryGetProperty("item_num", out var number))
        {
            yield return $"#{number}";
        }

        foreach (var name in new[] { "title", "name" })
        {
            if (row.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String)
            {
                yield return Draft.OneLine(text.GetString()!);
            }
        }
    }
}
