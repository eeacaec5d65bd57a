using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using BraidMgr.Contracts.Budget;

namespace BraidMgr.Grains.Assistant.Provider;

/// <summary>A line of what a model is told: one of these.</summary>
internal sealed record BriefingLine
{
    /// <summary>Today.</summary>
    public DateOnly? Today { get; init; }

    /// <summary>The project that the next lines are about.</summary>
    public ProjectLine? Project { get; init; }

    /// <summary>The figures of its budget.</summary>
    public BudgetFigures? Budget { get; init; }

    /// <summary>An item.</summary>
    public ItemLine? Item { get; init; }

    /// <summary>An item that waits for another one.</summary>
    public WaitsLine? Waits { get; init; }

    /// <summary>What was done lately.</summary>
    public ChangeLine? Change { get; init; }

    /// <summary>A message of the chat.</summary>
    public SaidLine? Said { get; init; }

    /// <summary>How many lines there was no room for.</summary>
    public int? LeftOut { get; init; }
}

/// <summary>A project, and how many items there are.</summary>
internal sealed record ProjectLine(string Name, string? Client, DateOnly? Start, DateOnly? End, int Items, int Done, int Late);

/// <summary>An item.</summary>
internal sealed record ItemLine(
    int Number, string Type, string Title, string? Description, string? AssignedTo, DateOnly? Start, DateOnly? Finish, DateOnly? Deadline,
    int PercentComplete, string? Indicator, string? LateBecause, string? Priority, decimal? BudgetAmount, bool? Draft);

/// <summary>An item that waits for another one, by number.</summary>
internal sealed record WaitsLine(int Item, int WaitsFor);

/// <summary>A row of the audit log.</summary>
internal sealed record ChangeLine(DateTime At, string? By, string Did, string To, string? What);

/// <summary>A message of the chat.</summary>
internal sealed record SaidLine(string? By, string Role, string Text);

/// <summary>The shapes of the lines.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BriefingLine))]
internal sealed partial class BriefingShapes : JsonSerializerContext;

/// <summary>The lines as JSON. The signs of markup are escaped in it, so no text in a line can end the block that it stands in.</summary>
internal static class BriefingJson
{
    private static readonly JsonSerializerOptions Readable = new(BriefingShapes.Default.Options) { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>A line, without what ends it.</summary>
    public static string Line(BriefingLine line) => JsonSerializer.Serialize(line, Readable);
}
