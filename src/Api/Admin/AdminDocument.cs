using BraidMgr.Api.OpenApi;
using Microsoft.OpenApi;

namespace BraidMgr.Api.Admin;

/// <summary>The OpenAPI document of the admin surface, at /admin/openapi/admin.json on its own port.</summary>
internal static class AdminDocument
{
    public static void AddBraidMgrAdminDocument(this IServiceCollection services) => services.AddOpenApi(AdminHost.Document, options =>
    {
        options.ShouldInclude = operation => operation.GroupName == AdminHost.Document;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo { Title = "BraidMgr, for operators", Version = "v1" };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(OperationTransformer.TransformAsync);
        options.AddSchemaTransformer(SchemaTransformer.TransformAsync);
    });

    public static void MapBraidMgrAdminDocument(this IEndpointRouteBuilder routes) =>
        routes.MapOpenApi("/admin/openapi/{documentName:length(5)}.json");
}
