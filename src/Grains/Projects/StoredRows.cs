using System.Text.Json;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Json;
using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Projects.Indicators;

namespace BraidMgr.Grains.Projects;

/// <summary>Makes answers from rows as they were stored under an Idempotency-Key: the columns have the names of the wire.</summary>
internal static class StoredRows
{
    /// <summary>The item as it was answered at the time; only its ETag is of the day on which it is answered again.</summary>
    public static Rendered Item(JsonText row, DateOnly today)
    {
        var stored = JsonSerializer.Deserialize(row.Json, BraidJson.Default.Item)!;
        var item = stored with
        {
            Severity = IndicatorRules.SeverityOf(stored.Indicator),
            CreatedAt = stored.CreatedAt.ToUniversalTime(),
            UpdatedAt = stored.UpdatedAt.ToUniversalTime(),
        };
        return new(JsonSerializer.SerializeToUtf8Bytes(item, BraidJson.Default.Item), $"\"{item.Version}-{today:yyyy-MM-dd}\"");
    }

    /// <summary>The project as it was answered at the time.</summary>
    public static Rendered Project(JsonText row, Guid organizationId)
    {
        var columns = JsonSerializer.Deserialize(row.Json, StoredJson.Default.StoredProject)!;
        var project = new Project
        {
            Id = columns.Id,
            OrganizationId = organizationId,
            Name = columns.Name,
            ClientName = columns.ClientName,
            ProjectStart = columns.ProjectStart,
            ProjectEnd = columns.ProjectEnd,
            NextItemNum = columns.NextItemNum,
            IndicatorsUpdated = columns.IndicatorsUpdated?.ToUniversalTime(),
            Version = columns.Version,
            CreatedAt = columns.CreatedAt.ToUniversalTime(),
            UpdatedAt = columns.UpdatedAt.ToUniversalTime(),
        };
        return new(JsonSerializer.SerializeToUtf8Bytes(project, BraidJson.Default.Project), null);
    }

    /// <summary>The workstream as it was answered at the time.</summary>
    public static Workstream Workstream(JsonText row) => JsonSerializer.Deserialize(row.Json, BraidJson.Default.Workstream)!;

    /// <summary>The workstreams in the order that was set at the time.</summary>
    public static WorkstreamList Workstreams(JsonText rows) => new(JsonSerializer.Deserialize(rows.Json, StoredJson.Default.ListWorkstream)!);

    /// <summary>How many indicators were refreshed at the time.</summary>
    public static int Count(JsonText row) => int.Parse(row.Json, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The file as it was answered at the time; in a row of JSON its hash is written as bytea is.</summary>
    public static Attachment Attachment(JsonText row)
    {
        var file = JsonSerializer.Deserialize(row.Json, BraidJson.Default.Attachment)!;
        return file with { Sha256 = file.Sha256.TrimStart('\\', 'x'), CreatedAt = file.CreatedAt.ToUniversalTime() };
    }

    /// <summary>The note as it was answered at the time.</summary>
    public static ItemNote Note(JsonText row)
    {
        var note = JsonSerializer.Deserialize(row.Json, BraidJson.Default.ItemNote)!;
        return note with { CreatedAt = note.CreatedAt.ToUniversalTime() };
    }

    /// <summary>The dependency as it was answered at the time.</summary>
    public static Dependency Dependency(JsonText row)
    {
        var dependency = JsonSerializer.Deserialize(row.Json, BraidJson.Default.Dependency)!;
        return dependency with { CreatedAt = dependency.CreatedAt.ToUniversalTime() };
    }
}

/// <summary>A row of <c>projects</c>, which does not carry its organization.</summary>
internal sealed record StoredProject(
    Guid Id, string Name, string? ClientName, DateOnly? ProjectStart, DateOnly? ProjectEnd, int NextItemNum, DateTime? IndicatorsUpdated,
    long Version, DateTime CreatedAt, DateTime UpdatedAt);

/// <summary>The JSON of stored rows that are not records of the wire.</summary>
[System.Text.Json.Serialization.JsonSourceGenerationOptions(
    PropertyNamingPolicy = System.Text.Json.Serialization.JsonKnownNamingPolicy.SnakeCaseLower)]
[System.Text.Json.Serialization.JsonSerializable(typeof(StoredProject))]
[System.Text.Json.Serialization.JsonSerializable(typeof(List<Workstream>))]
internal sealed partial class StoredJson : System.Text.Json.Serialization.JsonSerializerContext;
