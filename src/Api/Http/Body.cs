using System.Net.Mime;
using System.Reflection;
using System.Text.Json;
using BraidMgr.Api.Json;
using BraidMgr.Api.Pipeline;
using BraidMgr.Contracts.Errors;
using Microsoft.AspNetCore.Http.Metadata;

namespace BraidMgr.Api.Http;

/// <summary>A JSON body, read from what the pipeline buffered; what does not fit is told by field, without names of types.</summary>
/// <typeparam name="T">The body's shape, one of <see cref="Wire"/>.</typeparam>
public sealed class Body<T> : IEndpointParameterMetadataProvider
    where T : class
{
    private Body(T value) => Value = value;

    /// <summary>What was sent.</summary>
    public T Value { get; }

    /// <summary>Reads the body for a handler; VALIDATION_ERROR when that cannot be done.</summary>
    public static ValueTask<Body<T>> BindAsync(HttpContext http)
    {
        if (!http.Request.HasJsonContentType())
        {
            throw Error.Invalid("Content-Type", $"must be {MediaTypeNames.Application.Json}");
        }

        try
        {
            var value = JsonSerializer.Deserialize(http.Exchange().Body.Span, Wire.TypeInfo<T>());
            return ValueTask.FromResult(new Body<T>(value ?? throw Error.Invalid("body", "must be an object, not null")));
        }
        catch (JsonException e)
        {
            throw JsonFailure.Of(e, typeof(T));
        }
    }

    /// <inheritdoc/>
    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new AcceptsMetadata([MediaTypeNames.Application.Json], typeof(T)));
}
