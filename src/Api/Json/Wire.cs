using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using BraidMgr.Contracts.Json;
using BraidMgr.Contracts.Operations;

namespace BraidMgr.Api.Json;

/// <summary>The JSON of the API: snake_case, at most 32 levels deep, no name twice in an object.</summary>
public static class Wire
{
    /// <summary>Deepest nesting that a body may have.</summary>
    public const int MaxDepth = 32;

    /// <summary>The options that every body is read and written with.</summary>
    public static JsonSerializerOptions Options { get; } = Configure(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    /// <summary>How a type is read and written.</summary>
    public static JsonTypeInfo<T> TypeInfo<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));

    /// <summary>Gives options the shape of the wire.</summary>
    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.PropertyNameCaseInsensitive = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.AllowDuplicateProperties = false;
        options.MaxDepth = MaxDepth;
        options.TypeInfoResolver = JsonTypeInfoResolver.Combine(BraidJson.Default, OperationsJson.Default, ApiJson.Default);
        return options;
    }
}
