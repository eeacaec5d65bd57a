using System.Text.Json;
using BraidMgr.Api.Tests.Harness;

namespace BraidMgr.Api.Tests.Operations;

/// <summary>The operations of the OpenAPI document, so that tests of all routes cover a new one by themselves.</summary>
public static class OperationList
{
    /// <summary>Reads the document of a host.</summary>
    public static async Task<IReadOnlyList<ApiOperation>> ReadAsync(BraidHost host)
    {
        using var client = host.Client();
        return Of((await client.Get("/openapi/v1.json")).Ok().Json);
    }

    /// <summary>The operations of a document.</summary>
    public static IReadOnlyList<ApiOperation> Of(JsonElement document)
    {
        var operations = new List<ApiOperation>();
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (var method in path.Value.EnumerateObject())
            {
                operations.Add(new ApiOperation(document, method.Name.ToUpperInvariant(), path.Name, method.Value));
            }
        }

        return operations;
    }
}
