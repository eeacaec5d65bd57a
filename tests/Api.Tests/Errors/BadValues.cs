using BraidMgr.Api.Tests.Operations;

namespace BraidMgr.Api.Tests.Errors;

/// <summary>Values that no field of a kind may take, as raw JSON, and texts that no query parameter may.</summary>
public static class BadValues
{
    private const string Nul = "\"a\\u0000b\"";
    private const string HighSurrogate = "\"a\\ud800b\"";
    private const string LowSurrogate = "\"\\udc00\"";

    // UTF-8 as it would be of half of a surrogate pair.
    private const string EscapedSurrogate = "%ED%A0%80";

    // Over every limit of a text there is (the longest is 20,000), but below that of a body.
    private static readonly string TooLong = $"\"{new string('x', 300_000)}\"";

    /// <summary>JSON that is the body of no operation, and what is no JSON.</summary>
    public static IReadOnlyList<string> Bodies { get; } =
    [
        "", "{", "[]", "null", "7", "\"x\"", "{}}", "{\"a\":", "\u0000", Nested(1000), "{\"x\":" + Nested(1000) + "}",
        "{\"a\\ud800\":1}", "{\"a\":1,\"a\":1",
    ];

    /// <summary>Bad values for a place in a body. What may not be in a list or an object is tried at the places within.</summary>
    public static IEnumerable<string> ForField(FieldSchema field) => field switch
    {
        { Properties.Count: > 0 } => ["7", "\"x\"", "true", "[]"],
        { Items: not null } => ["{}", "7", "\"x\"", "true", "[null]"],
        _ => ["{}", .. ForValue(field)],
    };

    private static string[] ForValue(FieldSchema field) => field switch
    {
        { Labels.Count: > 0 } => ["\"nope\"", "7", "0", "true", "[]", "\"\"", $"\"{field.Labels[0]}, {field.Labels[^1]}\"", Nul, HighSurrogate],
        { Format: "date" } => ["\"0000-01-01\"", "\"2026-02-30\"", "\"2026-1-1\"", "\"10000-01-01\"", "\"x\"", "20260101", "[]", Nul],
        { Format: "uuid" } => ["\"x\"", "\"\"", "7", "[]", Nul, HighSurrogate],
        _ when field.Is("string") => ["7", "true", "[]", Nul, HighSurrogate, LowSurrogate, TooLong],
        _ when field.Is("boolean") => ["\"true\"", "1", "[]"],
        _ when field.Is("integer") => ["\"7\"", "1.5", "1e100", "-2147483649", "99999999999999999999", "-1", "[]", "true"],
        _ when field.Is("number") => ["\"7\"", "1e400", "1e30", "-1e30", "[]", "true"],
        _ => [],
    };

    /// <summary>Bad values for a parameter in the path, escaped.</summary>
    public static IReadOnlyList<string> ForPath { get; } =
    [
        "x", "-1", "0x10", "99999999999999999999", "%00", "%F0%28", EscapedSurrogate, "%C0%80", "{id}", "..%2f..", "a%2Fb",
        new string('9', 2000), new string('9', 10_001),
    ];

    /// <summary>Bad values for a parameter in the query, escaped.</summary>
    public static IEnumerable<string> ForQuery(FieldSchema parameter) => parameter switch
    {
        { Items: { } items } => ForQuery(items),
        { Labels.Count: > 0 } => ["nope", "0", "%00", EscapedSurrogate, "Risk%2C%20nope"],
        { Format: "date" } => ["0000-01-01", "2026-02-30", "2026-1-1", "today", "%00", EscapedSurrogate],
        { Format: "uuid" } => ["x", "%00", "7", EscapedSurrogate],
        _ when parameter.Is("boolean") => ["yes", "1", "TRUE", "%00", EscapedSurrogate],
        _ when parameter.Is("integer") => ["x", "-1", "1.5", "1e3", "99999999999999999999", "%00", "%EF%BC%91", EscapedSurrogate],
        // Over the limit of every text, and over that of an address.
        _ => ["%00", EscapedSurrogate, "%FF", new string('x', 5_000), new string('x', 10_001)],
    };

    /// <summary>A value that a parameter in the query may have.</summary>
    public static string Fitting(FieldSchema parameter) => parameter switch
    {
        { Labels.Count: > 0 } => Uri.EscapeDataString(parameter.Labels[0]),
        { Format: "date" } => "2026-12-24",
        { Format: "uuid" } => Guid.Empty.ToString(),
        _ when parameter.Is("boolean") => "true",
        _ when parameter.Is("integer") => "7",
        _ => "x",
    };

    /// <summary>Values that a header may not have; those that mean nothing where they do not match, such as If-None-Match, have none.</summary>
    public static IReadOnlyList<string> ForHeader(string name) => name switch
    {
        "Idempotency-Key" => ["", "with space", new string('k', 201), new string('k', 10_001)],
        "If-Match" => ["x", "\"x\"", "W/\"-1\"", "\"1\", \"2\"", "\"99999999999999999999\"", new string('1', 10_001)],
        _ => [],
    };

    private static string Nested(int depth) => new string('[', depth) + new string(']', depth);
}
