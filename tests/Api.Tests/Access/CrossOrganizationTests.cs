using System.Text.RegularExpressions;
using BraidMgr.Api.Tests.Harness;
using BraidMgr.Api.Tests.Operations;
using BraidMgr.Contracts.Access;

namespace BraidMgr.Api.Tests.Access;

/// <summary>
/// One organization's ids in every place of every request of another's: as if there were no such thing, nothing learnt, nothing
/// changed. Generated from the OpenAPI document, so that a new route is covered by itself.
/// </summary>
public sealed partial class CrossOrganizationTests(SharedHost shared) : IClassFixture<SharedHost>, IAsyncLifetime
{
    private Person _victim = null!;
    private Person _victimsMember = null!;
    private Person _stranger = null!;
    private Person _strangersMember = null!;
    private Sample _theirs = null!;
    private Sample _own = null!;
    private string _before = "";
    private IReadOnlyList<ApiOperation> _operations = null!;

    public async Task InitializeAsync()
    {
        _victim = await shared.Someone();
        _victimsMember = await _victim.InviteAsync(shared.Host);
        _stranger = await shared.Someone();
        _strangersMember = await _stranger.InviteAsync(shared.Host);
        _theirs = await Sample.MakeAsync(_victim, _victimsMember);
        _own = await Sample.MakeAsync(_stranger, _strangersMember);
        _operations = await OperationList.ReadAsync(shared.Host);
        _before = await Snapshot.OfAsync(_victim, _theirs);
    }

    [Fact]
    public async Task All_ids_in_the_path_are_another_organizations()
    {
        foreach (var operation in _operations.Where(o => o.PathParameters.Count > 0))
        {
            await IsNotFoundAsync(operation, _theirs.Address(operation), _own.Body(operation), "all of the path");
        }
    }

    [Fact]
    public async Task One_id_in_the_path_is_another_organizations()
    {
        foreach (var operation in _operations)
        {
            foreach (var parameter in operation.PathParameters)
            {
                var address = operation.Address(name => (name == parameter ? _theirs : _own).Parameter(operation, name));
                await IsNotFoundAsync(operation, address, _own.Body(operation), parameter);
            }
        }
    }

    [Fact]
    public async Task One_id_in_the_body_is_another_organizations()
    {
        foreach (var operation in _operations.Where(o => o.TakesJson))
        {
            foreach (var (name, field) in operation.Fields.Where(f => f.Value.Format == "uuid" || f.Value.Items?.Format == "uuid"))
            {
                var answer = await SendAsync(operation, name, field.Items is not null, _theirs.Parameter(name));
                answer.ShouldBeRefused($"{operation} {name}");
                answer.Code.ShouldBeOneOf([400, 404], $"{operation} {name}");
                var unknown = await SendAsync(operation, name, field.Items is not null, Guid.NewGuid().ToString());
                WithoutIds(answer).ShouldBe(WithoutIds(unknown), $"{operation} {name}: another's id and one of nothing must look alike");
            }
        }
    }

    [Fact]
    public async Task One_id_in_the_query_is_another_organizations()
    {
        foreach (var operation in _operations)
        {
            foreach (var (name, _) in operation.QueryParameters.Where(q => q.Value.Format == "uuid"))
            {
                var answer = await _stranger.Api.Send(
                    operation.Method, $"{_own.Address(operation)}?{name}={_theirs.Parameter(name)}", _own.Body(operation));
                answer.Text.ShouldNotContain(_theirs.Marker, customMessage: $"{operation} {name}");
                var unknown = await _stranger.Api.Send(
                    operation.Method, $"{_own.Address(operation)}?{name}={Guid.NewGuid()}", _own.Body(operation));
                WithoutIds(answer).ShouldBe(WithoutIds(unknown), $"{operation} {name}");
            }
        }
    }

    [Fact]
    public async Task Without_ids_only_the_own_organization_is_seen()
    {
        foreach (var operation in _operations.Where(o => o.Method == HttpMethod.Get && o.PathParameters.Count == 0 && o.Permission != Permission.Anonymous))
        {
            var answer = (await _stranger.Api.Get(operation.Path)).Ok();
            foreach (var id in _theirs.Ids.Values.Append(_theirs.Marker).Append(_victim.Email))
            {
                answer.Text.ShouldNotContain(id, customMessage: operation.ToString());
            }
        }
    }

    public async Task DisposeAsync()
    {
        (await Snapshot.OfAsync(_victim, _theirs)).ShouldBe(_before, "a stranger changed something");
        foreach (var person in new[] { _victim, _victimsMember, _stranger, _strangersMember })
        {
            person.Dispose();
        }
    }

    private async Task IsNotFoundAsync(ApiOperation operation, string address, HttpContent? body, string place)
    {
        var answer = await _stranger.Api.Send(operation.Method, address, body);
        answer.ShouldFail(404, $"{operation} {place}").Error.ShouldBe("NOT_FOUND");
        answer.Text.ShouldNotContain(_theirs.Marker, customMessage: operation.ToString());
    }

    private Task<ApiAnswer> SendAsync(ApiOperation operation, string name, bool isList, string id)
    {
        var fields = _own.BodyFields(operation);
        fields[name] = isList ? $"[\"{id}\"]" : $"\"{id}\"";
        return _stranger.Api.Send(operation.Method, _own.Address(operation), Sample.Json(fields));
    }

    private static string WithoutIds(ApiAnswer answer) => $"{answer.Code} {Ids().Replace(answer.Text, "…")}";

    [GeneratedRegex("[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}")]
    private static partial Regex Ids();
}
