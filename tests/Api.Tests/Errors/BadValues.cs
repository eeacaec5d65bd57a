using BraidMgr.Api.Tests.Operations;

namespace BraidMgr.Api.Tests.Errors;

/// <summary>Values that no field of a kind may take, as raw JSON, and texts that no query parameter may.</summary>
public static class BadValues
{
    private const string Nul = "\"a\\u0000b\"";
    private const string HighSurrogate = "\"a\\ud800b\"";
    private const string LowSurrogate = "\"\\udc00\"";

    // Over every limit of a text there is (the longest is 20,000), but below that of a body.
    private static readonly string TooLong = $"\"{new string('x', 300_000)}\"";

    /// <summary>Bad values for a field of a body.</summary>
    public static IEnumerable<string> ForField(FieldSchema field) => ["{}", .. field switch
    {
        { Items: { } items } => ["7", "\"x\"", "true", .. ForField(items).Select(bad => $"[{bad}]"), "[null]"],
        { Labels.Count: > 0 } => ["\"nope\"", "7", "0", "true", "[]", "\"\"", $"\"{field.Labels[0]}, {field.Labels[^1]}\"", Nul, HighSurrogate],
        { Format: "date" } => ["\"0000-01-01\"", "\"2026-02-30\"", "\"2026-1-1\"", "\"10000-01-01\"", "\"x\"", "20260101", "[]", Nul],
        { Format: "uuid" } => ["\"x\"", "\"\"", "7", "[]", Nul, HighSurrogate],
        _ when field.Is("string") => ["7", "true", "[]", Nul, HighSurrogate, LowSurrogate, TooLong],
        _ when field.Is("boolean") => ["\"true\"", "1", "[]"],
        _ when field.Is("integer") => ["\"7\"", "1.5", "1e100", "-2147483649", "99999999999999999999", "-1", "[]", "true"],
        _ when field.Is("number") => ["\"7\"", "1e400", "1e30", "-1e30", "[]", "true"],
        _ => (string[])[],
    }];

    /// <summary>Bad values for a parameter in the query, escaped.</summary>
    public static IEnumerable<string> ForQuery(FieldSchema parameter) => parameter switch
    {
        { Items: { } items } => ForQuery(items),
        { Labels.Count: > 0 } => ["nope", "0", "%00", "Risk%2C%20nope"],
        { Format: "date" } => ["0000-01-01", "2026-02-30", "2026-1-1", "today", "%00"],
        { Format: "uuid" } => ["x", "%00", "7"],
        _ when parameter.Is("boolean") => ["yes", "1", "TRUE", "%00"],
        _ when parameter.Is("integer") => ["x", "-1", "1.5", "1e3", "99999999999999999999", "%00", "%EF%BC%91"],
        _ => ["%00", new string('x', 10_001)],
    };
}
