using System.Net.Mime;

namespace BraidMgr.Api.Http;

/// <summary>A CSV file in a request: as the body itself, or as the one file of a form.</summary>
internal static class TextUpload
{
    /// <summary>The media type of CSV (RFC 4180).</summary>
    public const string Csv = MediaTypeNames.Text.Csv;

    /// <summary>Under what other types CSV comes: plain text, and forms.</summary>
    public static string[] OtherCsv { get; } = [MediaTypeNames.Text.Plain, MediaTypeNames.Multipart.FormData];

    /// <summary>The file's text; VALIDATION_ERROR when there is none or it is not UTF-8.</summary>
    public static Task<string> ReadCsvAsync(HttpContext http) => YamlUpload.ReadAsync(http, Csv, OtherCsv);
}
