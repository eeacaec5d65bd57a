using BraidMgr.Contracts;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace BraidMgr.Api.OpenApi;

/// <summary>Shows a field of a partial update as what it holds: an <see cref="Optional{T}"/> is a T that may be left out.</summary>
internal static class SchemaTransformer
{
    public static async Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = context.JsonTypeInfo.Type;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Optional<>))
        {
            var inner = await context.GetOrCreateSchemaAsync(type.GetGenericArguments()[0], null, cancellationToken);
            schema.Type = inner.Type | JsonSchemaType.Null;
            schema.Format = inner.Format;
            schema.Enum = inner.Enum;
            schema.Items = inner.Items;
        }
        else if (type == typeof(JsonText))
        {
            schema.Description = "Any JSON.";
        }
    }
}
