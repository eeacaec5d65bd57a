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
        foreach (var (operation, place) in Places())
        {
            foreach (var bad in BadValues.ForField(place.Field))
            {
                await RefusesAsync(operation, _sample.Body(operation, place, bad), $"{place.Path}: {Shorten(bad)}");
            }
        }
    }

    [Fact]
    public async Task Fields_that_are_sent_twice()
    {
        foreach (var (operation, place) in Places().Where(p => p.Place.IsField))
        {
            await RefusesAsync(operation, _sample.Body(operation, place, $"null,\"{place.Name}\":null"), $"{place.Path} twice");
        }
    }

    [Fact]
    public async Task Titles_and_names_of_10001_characters()
    {
        var long10001 = $"\"{new string('x', 10_001)}\"";
        foreach (var (operation, place) in Places().Where(p => p.Place.Name is "title" or "name"))
        {
            await RefusesAsync(operation, _sample.Body(operation, place, long10001), $"{place.Path} of 10,001 characters");
        }
    }

    [Fact]
    public void Fields_within_lists_and_objects_are_among_the_places()
    {
        var places = Places().Select(p => $"{p.Operation.Id} {p.Place.Path}").ToList();
        places.ShouldContain("createItem title");
        places.ShouldContain("createItem rpt_out[0]");
        places.ShouldContain("patchItems changes[0].if_match");
        places.ShouldContain("patchItems changes[0].set.deadline");
        places.ShouldContain("patchItems changes[0].set.rpt_out[0]");
    }

    [Fact]
    public async Task Bodies_that_are_none()
    {
        foreach (var operation in _operations.Where(o => o.TakesJson))
        {
            foreach (var body in BadValues.Bodies)
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
            await RefusesAsync(operation, Sample.Json("{}"), "{}");
        }

        string[] needsNothingWithin = ["patchItems changes[0].set"];
        foreach (var (operation, place) in Places().Where(p => p.Place.Field.Properties.Count > 0))
        {
            if (!needsNothingWithin.Contains($"{operation.Id} {place.Path}"))
            {
                await RefusesAsync(operation, _sample.Body(operation, place, "{}"), $"{place.Path}: {{}}");
            }
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
    public async Task Query_parameters_that_are_sent_twice()
    {
        foreach (var operation in _operations)
        {
            foreach (var (name, parameter) in operation.QueryParameters.Where(q => q.Value.Items is null))
            {
                var twice = $"{name}={BadValues.Fitting(parameter)}&{name}={BadValues.Fitting(parameter)}";
                (await _owner.Api.Send(operation.Method, $"{_sample.Address(operation)}?{twice}", _sample.Body(operation)))
                    .ShouldFail(400, $"{operation}?{twice}").Json.GetProperty("details").TryGetProperty(name, out _).ShouldBeTrue(twice);
            }
        }
    }

    [Fact]
    public async Task Headers_that_do_not_fit()
    {
        foreach (var operation in _operations)
        {
            foreach (var name in operation.HeaderParameters)
            {
                foreach (var bad in BadValues.ForHeader(name))
                {
                    (await _owner.Api.Send(operation.Method, _sample.Address(operation), _sample.Body(operation), (name, bad)))
                        .ShouldFail(400, $"{operation} {name}: {Shorten(bad)}");
                }
            }
        }
    }

    [Fact]
    public async Task Files_that_are_none()
    {
        foreach (var operation in _operations.Where(o => o.BodyType is not null && !o.TakesJson))
        {
            await RefusesAsync(operation, null, "no body");
            var good = await _sample.Body(operation)!.ReadAsStringAsync();
            foreach (var (type, bytes) in BadFiles.For(operation, good, _sample.Marker))
            {
                await RefusesAsync(operation, BadFiles.Content(type, bytes), $"{type}: {Shorten(Encoding.Latin1.GetString(bytes))}");
            }
        }
    }

    [Fact]
    public async Task Path_parameters_that_are_no_ids()
    {
        foreach (var operation in _operations)
        {
            foreach (var parameter in operation.PathParameters)
            {
                foreach (var value in BadValues.ForPath)
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
        foreach (var operation in _operations)
        {
            foreach (var chunked in new[] { false, true })
            {
                var answer = await RawRequest.SendBodyAsync(
                    shared.Host.Address, operation.Method.Method, _sample.Address(operation), _owner.Api.Token!, operation.BodyType, HundredMegabytes, chunked);
                // A streamed file is refused where it stops being a form, which here is before its end.
                var (status, code) = chunked && operation.BodyType == "multipart/form-data" ? (400, "VALIDATION_ERROR") : (413, "PAYLOAD_TOO_LARGE");
                answer.ShouldStartWith(FormattableString.Invariant($"HTTP/1.1 {status} "), customMessage: $"{operation} chunked: {chunked}");
                answer.ShouldContain($"\r\n\r\n{{\"error\":\"{code}\",", customMessage: $"{operation} chunked: {chunked}");
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

    private IEnumerable<(ApiOperation Operation, BodyPlace Place)> Places() => _operations.SelectMany(o => o.Places.Select(p => (o, p)));

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

    internal static string Shorten(string text) =>
        text.Length <= 60 ? text : string.Create(CultureInfo.InvariantCulture, $"{text[..60]}… ({text.Length})");
}
