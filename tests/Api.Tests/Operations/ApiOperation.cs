using System.Text.Json;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;

namespace BraidMgr.Api.Tests.Operations;

/// <summary>One operation of the OpenAPI document.</summary>
public sealed class ApiOperation
{
    private readonly JsonElement _document;
    private readonly JsonElement _operation;

    /// <summary>Reads an operation.</summary>
    public ApiOperation(JsonElement document, string method, string path, JsonElement operation)
    {
        (_document, _operation) = (document, operation);
        (Method, Path) = (new HttpMethod(method), path);
        Fields = ReadFields();
        Places = [.. BodyPlace.In("", Fields)];
    }

    /// <summary>Its method.</summary>
    public HttpMethod Method { get; }

    /// <summary>Its path, with parameters in braces.</summary>
    public string Path { get; }

    /// <summary>The fields of its JSON body; empty when it has none.</summary>
    public IReadOnlyDictionary<string, FieldSchema> Fields { get; }

    /// <summary>Every place of its JSON body: the fields, what is in lists, the fields of objects within.</summary>
    public IReadOnlyList<BodyPlace> Places { get; }

    /// <summary>Its operationId.</summary>
    public string? Id => Text("operationId");

    /// <summary>Its summary.</summary>
    public string? Summary => Text("summary");

    /// <summary>Its first tag.</summary>
    public string? Tag => _operation.TryGetProperty("tags", out var tags) ? tags[0].GetString() : null;

    /// <summary>The label of the row that guards it.</summary>
    public string PermissionLabel => Text("x-permission") ?? "";

    /// <summary>The row that guards it.</summary>
    public Permission Permission => Labels<Permission>.Parse(PermissionLabel);

    /// <summary>The statuses that it lists.</summary>
    public IReadOnlyList<string> Statuses => [.. _operation.GetProperty("responses").EnumerateObject().Select(r => r.Name)];

    /// <summary>The media type of its body; null when it has none.</summary>
    public string? BodyType =>
        _operation.TryGetProperty("requestBody", out var body) ? body.GetProperty("content").EnumerateObject().First().Name : null;

    /// <summary>All media types that its body may have.</summary>
    public IReadOnlyList<string> BodyTypes =>
        _operation.TryGetProperty("requestBody", out var body) ? [.. body.GetProperty("content").EnumerateObject().Select(t => t.Name)] : [];

    /// <summary>Whether it takes JSON.</summary>
    public bool TakesJson => BodyType == "application/json";

    /// <summary>The names of the parameters in its path.</summary>
    public IReadOnlyList<string> PathParameters => [.. Parameters("path").Keys];

    /// <summary>The parameters in its query.</summary>
    public IReadOnlyDictionary<string, FieldSchema> QueryParameters => Parameters("query");

    /// <summary>The headers that mean something to it.</summary>
    public IReadOnlyList<string> HeaderParameters => [.. Parameters("header").Keys];

    /// <summary>The path with its parameters filled in.</summary>
    public string Address(Func<string, string> value) =>
        PathParameters.Aggregate(Path, (path, name) => path.Replace($"{{{name}}}", value(name), StringComparison.Ordinal));

    /// <inheritdoc/>
    public override string ToString() => $"{Method} {Path}";

    private string? Text(string name) => _operation.TryGetProperty(name, out var value) ? value.GetString() : null;

    private Dictionary<string, FieldSchema> Parameters(string place) =>
        !_operation.TryGetProperty("parameters", out var parameters) ? []
            : parameters.EnumerateArray().Where(p => p.GetProperty("in").GetString() == place)
                .ToDictionary(p => p.GetProperty("name").GetString()!, p => FieldSchema.Read(_document, p.GetProperty("schema")));

    private IReadOnlyDictionary<string, FieldSchema> ReadFields() => !TakesJson
        ? new Dictionary<string, FieldSchema>()
        : FieldSchema.Read(
            _document, _operation.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("schema")).Properties;
}
