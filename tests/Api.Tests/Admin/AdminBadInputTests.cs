using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using BraidMgr.Api.Tests.Errors;
using BraidMgr.Api.Tests.Harness;
using BraidMgr.Api.Tests.Operations;

namespace BraidMgr.Api.Tests.Admin;

/// <summary>
/// Bad input to every operation of the operators' OpenAPI document: a 4xx in the shape, never a 5xx, and no run begins. Requests go side by
/// side, as each waits for its audit row.
/// </summary>
public sealed class AdminBadInputTests(SharedHost shared) : IClassFixture<SharedHost>, IAsyncLifetime
{
    private const int HundredMegabytes = 100 << 20;

    private readonly string _slug = Some.Slug();
    private Person _owner = null!;
    private Operator _operator = null!;
    private string _server = "";
    private IReadOnlyList<ApiOperation> _operations = null!;
    private string _before = "";

    public async Task InitializeAsync()
    {
        _owner = await Person.RegisterAsync(shared.Host, slug: _slug);
        _operator = await Operator.SignInAsync(shared.Host);
        _operations = OperationList.Of((await _operator.Api.Get("/admin/openapi/admin.json")).Ok().Json);
        _server = (await _operator.Api.Get("/admin/servers")).Ok().Json.GetProperty("servers")[0].GetProperty("name").GetString()!;
        _before = await StandsAsync();
    }

    [Fact]
    public async Task Values_that_do_not_fit_a_field()
    {
        foreach (var operation in _operations)
        {
            foreach (var place in operation.Places)
            {
                await Task.WhenAll(BadValues.ForField(place.Field).Select(bad => RefusesAsync(
                    operation, Address(operation), Sample.Json(place.Put(Body(operation), bad)), $"{place.Path}: {BadInputTests.Shorten(bad)}")));
            }
        }
    }

    [Fact]
    public async Task Bodies_that_are_none()
    {
        foreach (var operation in _operations.Where(o => o.TakesJson))
        {
            foreach (var body in BadValues.Bodies)
            {
                await RefusesAsync(operation, Address(operation), Sample.Json(body), BadInputTests.Shorten(body));
            }

            await RefusesAsync(operation, Address(operation), null, "no body");
            await RefusesAsync(operation, Address(operation), new StringContent("{}", Encoding.UTF8, "text/plain"), "text/plain");
            await RefusesAsync(operation, Address(operation), new StringContent("{\"a\":1}", Encoding.Unicode, "application/json"), "UTF-16");
        }
    }

    [Fact]
    public async Task Parameters_of_path_and_query_that_do_not_fit()
    {
        foreach (var operation in _operations)
        {
            foreach (var parameter in operation.PathParameters)
            {
                await Task.WhenAll(BadValues.ForPath.Select(bad => RefusesAsync(
                    operation, operation.Address(name => name == parameter ? bad : Parameter(name)), Content(operation), $"{parameter}={BadInputTests.Shorten(bad)}")));
            }

            foreach (var (name, parameter) in operation.QueryParameters)
            {
                await Task.WhenAll(BadValues.ForQuery(parameter).Select(bad => RefusesAsync(
                    operation, $"{Address(operation)}?{name}={bad}", Content(operation), $"{name}={BadInputTests.Shorten(bad)}")));
            }
        }
    }

    [Fact]
    public async Task Bodies_of_100_megabytes()
    {
        foreach (var operation in _operations)
        {
            var answer = await RawRequest.SendBodyAsync(
                shared.Host.AdminAddress, operation.Method.Method, Address(operation), _operator.Api.Token!, operation.BodyType, HundredMegabytes, chunked: false);
            answer.ShouldStartWith("HTTP/1.1 413 ", customMessage: operation.ToString());
            answer.ShouldContain("{\"error\":\"PAYLOAD_TOO_LARGE\",", customMessage: operation.ToString());
        }
    }

    public async Task DisposeAsync()
    {
        (await StandsAsync()).ShouldBe(_before, "bad input changed something");
        _owner.Dispose();
        _operator.Dispose();
    }

    // What is not named here is left out: each body is refused only for the one place that is bad, or names what is not there.
    private static string? Value(ApiOperation operation, string field) => (operation.Id, field) switch
    {
        (_, "only" or "except") => "[\"nobody-has-this\"]",
        (_, "staging" or "to" or "server" or "backup_id") => "\"nothing\"",
        ("addServer", "host") => "\"127.0.0.1\"",
        ("addServer", "port") => "1",
        (_, "name" or "region") => "\"third\"",
        (_, "slug" or "new_slug") => $"\"{Some.Slug()}\"",
        (_, "email") => $"\"{Some.Email()}\"",
        (_, "password") => $"\"{Some.Password}\"",
        (_, "table") => "\"items\"",
        (_, "columns") => "[\"title\"]",
        _ => null,
    };

    private JsonObject Body(ApiOperation operation)
    {
        var body = new JsonObject();
        foreach (var name in operation.Fields.Keys)
        {
            if (Value(operation, name) is { } value)
            {
                body[name] = JsonNode.Parse(value);
            }
        }

        if (operation.Id == "createAnyOrganization")
        {
            body["owner"] = _owner.Email;
        }

        return body;
    }

    private StringContent? Content(ApiOperation operation) =>
        operation.TakesJson ? new StringContent(Body(operation).ToJsonString(), null, "application/json") : null;

    private string Address(ApiOperation operation) => operation.Address(Parameter);

    private string Parameter(string name) => name switch
    {
        "slug" => _slug,
        "name" => _server,
        _ => Guid.NewGuid().ToString(),
    };

    private async Task RefusesAsync(ApiOperation operation, string address, HttpContent? body, string because) =>
        (await _operator.Api.Send(operation.Method, address, body)).ShouldBeRefused($"{operation} {because}");

    // Runs that others begin meanwhile are of other subjects.
    private async Task<string> StandsAsync()
    {
        var runs = (await _operator.Api.Get("/admin/runs")).Ok().Json.GetProperty("runs").EnumerateArray();
        var mine = runs.Where(r => r.GetProperty("started_by").GetString() == _operator.Email).Select(r => JsonSerializer.Serialize(r));
        return $"{(await _operator.Api.Get($"/admin/orgs/{_slug}")).Ok().Text} {string.Join(' ', mine)}";
    }
}
