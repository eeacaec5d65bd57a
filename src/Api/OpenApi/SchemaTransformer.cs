using System.Text.Json.Nodes;
using BraidMgr.Contracts;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace BraidMgr.Api.OpenApi;

/// <summary>
/// Describes what has a converter of its own: a field of a partial update is what it holds (an <see cref="Optional{T}"/> is a T
/// that may be left out), an enum is its labels.
/// </summary>
internal static class SchemaTransformer
{
    public static async Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = context.JsonTypeInfo.Type;
        if (IsOptional(type))
        {
            var held = type.GetGenericArguments()[0];
            var inner = await context.GetOrCreateSchemaAsync(Nullable.GetUnderlyingType(held) ?? held, null, cancellationToken);
            schema.Type = inner.Enum is { Count: > 0 } ? inner.Type : inner.Type | JsonSchemaType.Null;
            schema.Format = inner.Format;
            schema.Enum = inner.Enum;
            schema.Items = inner.Items;
            schema.Properties = inner.Properties;
        }
        else if (type.IsEnum)
        {
            schema.Type = JsonSchemaType.String;
            schema.Enum = [.. LabelsOf(type).Select(label => JsonValue.Create(label)!)];
        }
        else if (type == typeof(JsonText))
        {
            schema.Description = "Any JSON.";
        }
    }

    public static bool IsOptional(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Optional<>);

    private static IReadOnlyList<string> LabelsOf(Type type) =>
        (IReadOnlyList<string>)typeof(Labels<>).MakeGenericType(type).GetProperty(nameof(Labels<DayOfWeek>.All))!.GetValue(null)!;
}
