using System.Globalization;
using System.Text;
using BraidMgr.Api.Tests.Harness;
using BraidMgr.Api.Tests.Operations;
using BraidMgr.Contracts.Access;

namespace BraidMgr.Api.Tests.Errors;

/// <summary>Bad input to every operation of the OpenAPI document: a 4xx in the shape, never a 5xx, nothing changed.</summary>
public sealed class BadInputTests(SharedHost shared) : IClassFixture<SharedHost>, IAsyncLifetime
{
    private const int HundredMegabytes = 100 << 20;

    private Person _owner = null!;
    private Person _member = null!;
    private Sample _sample = null!;
    private IReadOnlyList<ApiOperation> _operations = null!;
    private string _before = "";

    public async Task InitializeAsync()
    {
        _owner = await shared.Someone();
        _member = await _owner.InviteAsync(shared.Host);
        _sample = await Sample.MakeAsync(_owner, _member);
        _operations = await OperationList.ReadAsync(shared.Host);
        _before = await Snapshot.OfAsync(_owner, _sample);
    }

    [Fact]
    public async Task Values_that_do_not_fit_a_field()
    {
        foreach (var operation in _operations.Where(o => o.TakesJson))
        {
            foreach (var (name, field) in operation.Fields)
            {
                foreach (var bad in BadValues.ForField(field))
                {
                    var fields = _sample.BodyFields(operation);
                    fields[name] = bad;
                    await RefusesAsync(operation, Sample.Json(fields), $"{name}: {Shorten(bad)}");
                }
            }
        }
    }

    [Fact]
    public async Task Bodies_that_are_none()
    {
        string[] bodies = ["", "{", "[]", "null", "7", "\"x\"", "{}}", "{\"a\":", "\u0000", Nested(1000), "{\"x\":" + Nested(1000) + "}"];
        foreach (var operation in _operations.Where(o => o.TakesJson))
        {
            foreach (var body in bodies)
            {
                await RefusesAsync(operation, new StringContent(body, Encoding.UTF8, "application/json"), Shorten(body));
            }

            await RefusesAsync(operation, null, "no body");
            await RefusesAsync(operation, new StringContent("{}", Encoding.UTF8, "text/plain"), "text/plain");
            await RefusesAsync(operation, new StringContent("{\"a\":1}", Encoding.Unicode, "application/json"), "UTF-16");
        }
    }

    [Fact]
    public async Task Required_fields_that_are_missing()
    {
        string[] needNothing =
        [
            "updateMe", "updateOrganization", "updateProject", "putItem", "patchItem", "updateNote", "updateWorkstream",
            "updateAllocation", "updateTimesheet", "updateRateCard", "updatePortfolio", "createChatSession", "putChatSession",
        ];
        foreach (var operation in _operations.Where(o => o.TakesJson && !needNothing.Contains(o.Id)))
        {
            await RefusesAsync(operation, Sample.Json(new Dictionary<string, string>()), "{}");
        }
    }

    [Fact]
    public async Task Query_parameters_that_do_not_fit()
    {
        foreach (var operation in _operations)
        {
            foreach (var (name, parameter) in operation.QueryParameters)
            {
                foreach (var bad in BadValues.ForQuery(parameter))
                {
                    var because = $"{operation}?{name}={Shorten(bad)}";
                    (await _owner.Api.Send(operation.Method, $"{_sample.Address(operation)}?{name}={bad}", _sample.Body(operation))).ShouldFail(400, because);
                }
            }
        }
    }

    [Fact]
    public async Task Path_parameters_that_are_no_ids()
    {
        string[] bad = ["x", "-1", "0x10", "99999999999999999999", "%00", "%F0%28", "{id}", "..%2f..", "a%2Fb", new string('9', 2000)];
        foreach (var operation in _operations)
        {
            foreach (var parameter in operation.PathParameters)
            {
                foreach (var value in bad)
                {
                    var address = operation.Address(name => name == parameter ? value : _sample.Parameter(name));
                    (await _owner.Api.Send(operation.Method, address, _sample.Body(operation))).ShouldBeRefused($"{operation} {parameter}={Shorten(value)}");
                }
            }
        }
    }

    [Fact]
    public async Task Bodies_of_100_megabytes()
    {
        foreach (var operation in _operations.Where(o => o.Method != HttpMethod.Get))
        {
            foreach (var chunked in new[] { false, true })
            {
                var status = await RawRequest.SendBodyAsync(
                    shared.Host.Address, operation.Method.Method, _sample.Address(operation), _owner.Api.Token!, operation.BodyType, HundredMegabytes, chunked);
                // A streamed file is refused where it stops being a form, which here is before its end.
                var expected = chunked && operation.BodyType == "multipart/form-data" ? 400 : 413;
                status.ShouldBe(expected, $"{operation} chunked: {chunked}");
            }
        }
    }

    public async Task DisposeAsync()
    {
        var after = await Snapshot.OfAsync(_owner, _sample);
        after.ShouldBe(_before, "bad input changed something");
        _owner.Dispose();
        _member.Dispose();
    }

    private async Task RefusesAsync(ApiOperation operation, HttpContent? body, string because)
    {
        var answer = await _owner.Api.Send(operation.Method, _sample.Address(operation), body);
        answer.ShouldBeRefused($"{operation} {because}");
        // Only sign-in may call it a wrong password; nothing else may look as if the caller were at fault for another reason.
        if (operation.Permission != Permission.Anonymous)
        {
            answer.Code.ShouldBeOneOf(400, 404, 409, 422);
        }
    }

    private static string Nested(int depth) => new string('[', depth) + new string(']', depth);

    private static string Shorten(string text) =>
        text.Length <= 60 ? text : string.Create(CultureInfo.InvariantCulture, $"{text[..60]}… ({text.Length})");
}
