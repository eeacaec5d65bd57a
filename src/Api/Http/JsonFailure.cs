using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using BraidMgr.Api.Json;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Chat;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Projects;

namespace BraidMgr.Api.Http;

/// <summary>Tells what is wrong with a JSON body: which field, and what belongs there.</summary>
internal static class JsonFailure
{
    /// <summary>The validation error for a body that is not of the shape.</summary>
    public static BraidException Of(JsonException failure, Type shape)
    {
        // The reader's own failures (syntax, depth) are wrapped; those of converters are not.
        if (failure.InnerException is JsonException || failure.Path is null or "$")
        {
            return Error.Invalid("body", failure.Path == "$" && failure.InnerException is not JsonException
                ? "must be a JSON object"
                : $"is not valid JSON of at most {Wire.MaxDepth} levels (line {failure.LineNumber + 1}, byte {failure.BytePositionInLine + 1})");
        }

        var field = failure.Path.StartsWith("$.", StringComparison.Ordinal) ? failure.Path[2..] : failure.Path;
        return Error.Invalid(field, IsDuplicate(failure) ? "must be sent once" : Expected(field, shape));
    }

    // The framework tells a name that comes twice from a value that does not fit by its words alone.
    private static bool IsDuplicate(JsonException failure) => failure.Message.StartsWith("Duplicate", StringComparison.Ordinal);

    private static string Expected(string field, Type shape)
    {
        var type = shape;
        foreach (var part in field.Split('.'))
        {
            var name = part.Split('[')[0];
            if (Wire.Options.GetTypeInfo(type).Properties.FirstOrDefault(p => p.Name == name) is not { } property)
            {
                return "is not acceptable";
            }

            type = Plain(property.PropertyType);
            type = part.EndsWith(']') && type.IsGenericType ? Plain(type.GetGenericArguments()[0]) : type;
        }

        return Expected(type);
    }

    private static string Expected(Type type) => Type.GetTypeCode(type) switch
    {
        _ when type == typeof(ItemType) => OneOf<ItemType>(),
        _ when type == typeof(AssistantMode) => OneOf<AssistantMode>(),
        _ when type == typeof(OrgRole) => OneOf<OrgRole>(),
        _ when type == typeof(ProjectRole) => OneOf<ProjectRole>(),
        _ when type == typeof(DateOnly) => "must be a date, YYYY-MM-DD",
        _ when type == typeof(Guid) => "must be an id (a UUID)",
        TypeCode.String => "must be a text of valid Unicode",
        TypeCode.Boolean => "must be true or false",
        TypeCode.Int32 or TypeCode.Int64 => "must be a whole number",
        TypeCode.Decimal => "must be a number",
        _ => Wire.Options.GetTypeInfo(type).Kind == JsonTypeInfoKind.Enumerable ? "must be a list of the right kind" : "must be an object",
    };

    private static string OneOf<T>()
        where T : struct, Enum => $"must be one of: {string.Join(", ", Labels<T>.All)}";

    private static Type Plain(Type type)
    {
        var inner = type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Optional<>) ? type.GetGenericArguments()[0] : type;
        return Nullable.GetUnderlyingType(inner) ?? inner;
    }
}
