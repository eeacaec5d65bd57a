using System.Text.Json.Serialization;
using BraidMgr.Contracts.Json;

namespace BraidMgr.Contracts.Projects;

/// <summary>The formats of an export.</summary>
[JsonConverter(typeof(LabelConverter<ExportFormat>))]
public enum ExportFormat
{
    /// <summary>The v1 file format, which can be imported again.</summary>
    [JsonStringEnumMemberName("yaml")]
    Yaml,

    /// <summary>Comma-separated values for spreadsheets: UTF-8 with a byte order mark, RFC 4180, texts that look like formulas defused.</summary>
    [JsonStringEnumMemberName("csv")]
    Csv,

    /// <summary>Tables in GitHub's Markdown.</summary>
    [JsonStringEnumMemberName("markdown")]
    Markdown,
}

/// <summary>What an export tells.</summary>
[JsonConverter(typeof(LabelConverter<ExportReport>))]
public enum ExportReport
{
    /// <summary>All items, by number.</summary>
    [JsonStringEnumMemberName("items")]
    Items,

    /// <summary>Items that are neither done nor drafts, by severity; last those without dates, which have none.</summary>
    [JsonStringEnumMemberName("active")]
    Active,

    /// <summary>How many there are of each type, indicator, severity, workstream and assignee.</summary>
    [JsonStringEnumMemberName("summary")]
    Summary,
}

/// <summary>Parameters of GET /projects/{id}/export.</summary>
/// <param name="Format">The format.</param>
/// <param name="Report">What it tells.</param>
/// <param name="Filter">Which items; order and page are not used.</param>
[GenerateSerializer, Immutable, Alias("braid.export-query")]
public sealed record ExportQuery(ExportFormat Format, ExportReport Report, ItemQuery Filter);

/// <summary>Where a piece of an export ended.</summary>
/// <param name="Section">The section of the report.</param>
/// <param name="AfterItem">The number of the section's last item that is written; 0 for none.</param>
[GenerateSerializer, Immutable, Alias("braid.export-position")]
public sealed record ExportPosition(int Section, int AfterItem);

/// <summary>A piece of an export.</summary>
/// <param name="Content">UTF-8.</param>
/// <param name="Next">Where the next piece begins; null after the last.</param>
[GenerateSerializer, Immutable, Alias("braid.export-piece")]
public sealed record ExportPiece(byte[] Content, ExportPosition? Next);
