using System.Globalization;
using System.Net.Mime;
using BraidMgr.Api.Json;
using BraidMgr.Api.Pipeline;
using BraidMgr.Contracts.Errors;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;

namespace BraidMgr.Api.OpenApi;

/// <summary>Adds to each operation what routes say in metadata: permission, parameters that handlers read themselves, errors.</summary>
internal static class OperationTransformer
{
    private static readonly ParameterDescription IdempotencyKey = new(
        "Idempotency-Key", typeof(string), "For 24 hours the same key and body get the same answer and do nothing twice", InHeader: true);

    public static async Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var guard = metadata.OfType<Guard>().FirstOrDefault();
        if (guard is not null)
        {
            operation.AddExtension("x-permission", ApiDocument.Label(guard.Permission));
            operation.Security = guard.NeedsCaller ? [ApiDocument.Requirement(context.Document!)] : [];
        }

        foreach (var parameter in metadata.OfType<ParameterDescription>().Concat(KeepsKey(context) ? [IdempotencyKey] : []))
        {
            (operation.Parameters ??= []).Add(await Describe(parameter, context, cancellationToken));
        }

        DescribeForm(operation);
        await AddErrors(operation, context, guard, cancellationToken);
    }

    // A file in a form is a field of the form, where the other types are the file itself.
    private static void DescribeForm(OpenApiOperation operation)
    {
        if (operation.RequestBody?.Content?.TryGetValue(MediaTypeNames.Multipart.FormData, out var form) == true)
        {
            form.Schema = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Properties = new Dictionary<string, IOpenApiSchema>
                {
                    ["file"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" },
                },
            };
        }
    }

    private static bool KeepsKey(OpenApiOperationTransformerContext context) => context.Description.HttpMethod == HttpMethods.Post;

    private static async Task<IOpenApiParameter> Describe(
        ParameterDescription parameter, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        IOpenApiSchema schema = await context.GetOrCreateSchemaAsync(parameter.Type, null, cancellationToken);
        return new OpenApiParameter
        {
            Name = parameter.Name,
            In = parameter.InHeader ? ParameterLocation.Header : ParameterLocation.Query,
            Description = parameter.Description,
            Schema = parameter.Many ? new OpenApiSchema { Type = JsonSchemaType.Array, Items = schema } : schema,
        };
    }

    private static async Task AddErrors(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, Guard? guard, CancellationToken cancellationToken)
    {
        const string Name = nameof(ErrorBody);
        context.Document!.AddComponent(Name, await context.GetOrCreateSchemaAsync(typeof(ErrorBody), null, cancellationToken));
        foreach (var kind in ErrorsOf(operation, context, guard))
        {
            (operation.Responses ??= []).TryAdd(kind.HttpStatus().ToString(CultureInfo.InvariantCulture), new OpenApiResponse
            {
                Description = kind.WireCode(),
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    [MediaTypeNames.Application.Json] = new() { Schema = new OpenApiSchemaReference(Name, context.Document) },
                },
            });
        }
    }

    private static IEnumerable<ErrorKind> ErrorsOf(OpenApiOperation operation, OpenApiOperationTransformerContext context, Guard? guard)
    {
        IEnumerable<ErrorKind> failing = [ErrorKind.Internal, ErrorKind.Unavailable];
        IEnumerable<ErrorKind> serving = [ErrorKind.Validation, ErrorKind.RateLimited];
        IEnumerable<ErrorKind> signedIn = [ErrorKind.Authentication, ErrorKind.Authorization, ErrorKind.NotFound];
        IEnumerable<ErrorKind> writing = [ErrorKind.Conflict, ErrorKind.PayloadTooLarge];
        return failing
            .Concat(guard is { Group: RouteGroup.Operations } ? [] : serving)
            .Concat(guard is { NeedsCaller: true } or { Group: RouteGroup.Auth } ? signedIn : [])
            .Concat(context.Description.HttpMethod != HttpMethods.Get ? writing : [])
            .Concat(operation.Parameters?.Any(p => p.Name == HeaderNames.IfMatch) == true ? [ErrorKind.PreconditionFailed] : []);
    }
}
