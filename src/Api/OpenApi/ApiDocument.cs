using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using BraidMgr.Contracts;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace BraidMgr.Api.OpenApi;

/// <summary>The OpenAPI document at /openapi/v1.json and the page to browse it at /docs.</summary>
internal static partial class ApiDocument
{
    private const string Scheme = "bearer";

    public static IServiceCollection AddBraidMgrDocument(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        // Fields of partial updates are described where they stand, not as types of their own.
        options.CreateSchemaReferenceId = type => SchemaTransformer.IsOptional(type.Type) ? null : OpenApiOptions.CreateDefaultSchemaReferenceId(type);
        options.AddDocumentTransformer((document, _, _) =>
        {
            Describe(document);
            NameParameters(document);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(OperationTransformer.TransformAsync);
        options.AddSchemaTransformer(SchemaTransformer.TransformAsync);
    });

    public static void MapBraidMgrDocument(this IEndpointRouteBuilder routes)
    {
        // By its length, "v1": the document "admin" is at the operators' port alone.
        routes.MapOpenApi("/openapi/{documentName:length(2)}.json");
        routes.MapSwaggerUI("docs", page =>
        {
            page.DocumentTitle = "BraidMgr API";
            page.SwaggerEndpoint("/openapi/v1.json", "BraidMgr v1");
            page.EnablePersistAuthorization();
        });
    }

    private static void Describe(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "BraidMgr",
            Version = "v1",
            Description = "Budget, Risks, Actions, Issues and Decisions of an organization's projects.",
        };
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Scheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = Scheme,
                BearerFormat = "JWT",
                Description = "The access_token of a sign-in, good for 15 minutes.",
            },
        };
    }

    // Parameters in paths are named as all else on the wire, and not as in C#.
    private static void NameParameters(OpenApiDocument document)
    {
        var paths = new OpenApiPaths();
        foreach (var (path, item) in document.Paths)
        {
            paths.Add(PathParameter().Replace(path, match => JsonNamingPolicy.SnakeCaseLower.ConvertName(match.Value)), item);
            foreach (var parameter in (item.Operations ?? []).Values.SelectMany(o => o.Parameters ?? []).OfType<OpenApiParameter>())
            {
                parameter.Name = parameter.In == ParameterLocation.Path ? JsonNamingPolicy.SnakeCaseLower.ConvertName(parameter.Name!) : parameter.Name;
            }
        }

        document.Paths = paths;
    }

    /// <summary>What an operation that needs a caller refers to.</summary>
    public static OpenApiSecurityRequirement Requirement(OpenApiDocument document) =>
        new() { [new OpenApiSecuritySchemeReference(Scheme, document)] = [] };

    /// <summary>The label of a permission's row, as an extension.</summary>
    public static JsonNodeExtension Label(Contracts.Access.Permission permission) =>
        new(JsonValue.Create(Labels<Contracts.Access.Permission>.Of(permission)));

    [GeneratedRegex(@"(?<=\{)\w+(?=\})")]
    private static partial Regex PathParameter();
}
