using System.Text.Json;

namespace BraidMgr.Api.Tests.Operations;

/// <summary>A field of a body, or a parameter: what the document says of its value.</summary>
/// <param name="Types">The JSON types that it may have.</param>
/// <param name="Format">Such as uuid or date.</param>
/// <param name="Labels">The labels of an enum; empty for anything else.</param>
/// <param name="Items">For a list: what is in it.</param>
/// <param name="Properties">For an object: its fields; empty for anything else.</param>
public sealed record FieldSchema(
    IReadOnlyList<string> Types, string? Format, IReadOnlyList<string> Labels, FieldSchema? Items, IReadOnlyDictionary<string, FieldSchema> Properties)
{
    /// <summary>Whether a value may have a JSON type.</summary>
    public bool Is(string type) => Types.Contains(type);

    /// <summary>Reads a schema, through references and alternatives with null.</summary>
    public static FieldSchema Read(JsonElement document, JsonElement schema)
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            var target = document;
            foreach (var part in reference.GetString()![2..].Split('/'))
            {
                target = target.GetProperty(part);
            }

            return Read(document, target);
        }

        if (schema.TryGetProperty("oneOf", out var alternatives))
        {
            var held = alternatives.EnumerateArray().First(a => !IsNull(a));
            var inner = Read(document, held);
            return inner with { Types = [.. inner.Types, "null"] };
        }

        return new FieldSchema(
            TypesOf(schema),
            schema.TryGetProperty("format", out var format) ? format.GetString() : null,
            schema.TryGetProperty("enum", out var labels) ? [.. labels.EnumerateArray().Select(l => l.ToString())] : [],
            schema.TryGetProperty("items", out var items) ? Read(document, items) : null,
            schema.TryGetProperty("properties", out var fields) ? fields.EnumerateObject().ToDictionary(f => f.Name, f => Read(document, f.Value)) : []);
    }

    private static bool IsNull(JsonElement schema) => schema.TryGetProperty("type", out var type) && type.ToString() == "null";

    private static IReadOnlyList<string> TypesOf(JsonElement schema) =>
        !schema.TryGetProperty("type", out var type) ? []
            : type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(t => t.GetString()!)] : [type.GetString()!];
}
