using BraidMgr.Api.Tests.Harness;
using BraidMgr.Api.Tests.Operations;
using BraidMgr.Contracts.Access;

namespace BraidMgr.Api.Tests.Access;

/// <summary>
/// One organization's ids in every place of every request of another's: as if there were no such thing, nothing learnt, nothing
/// changed. Generated from the OpenAPI document, so that a new route is covered by itself.
/// </summary>
public sealed class CrossOrganizationTests(SharedHost shared) : IClassFixture<SharedHost>, IAsyncLifetime
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
            IsNotFound(await SendAsync(operation, _theirs.Address(operation)), $"{operation} all of the path");
        }
    }

    [Fact]
    public async Task One_id_in_the_path_is_another_organizations()
    {
        foreach (var operation in _operations)
        {
            foreach (var parameter in operation.PathParameters)
            {
                var theirs = _theirs.Parameter(operation, parameter);
                var answer = IsNotFound(await SendAsync(operation, AddressWith(theirs)), $"{operation} {parameter}");
                var (unknown, ofUnknown) = await SendUnknownAsync(id => SendAsync(operation, AddressWith(id)));
                // The path is the caller's own words, and may be said again.
                answer.Text.Replace(theirs, "…", StringComparison.Ordinal)
                    .ShouldBe(ofUnknown.Text.Replace(unknown, "…", StringComparison.Ordinal), $"{operation} {parameter}");

                string AddressWith(string id) => operation.Address(name => name == parameter ? id : _own.Parameter(operation, name));
            }
        }
    }

    [Fact]
    public async Task One_id_in_the_body_is_another_organizations()
    {
        var places = new List<string>();
        foreach (var operation in _operations)
        {
            foreach (var place in operation.Places.Where(p => p.IsId))
            {
                await IsAsIfThereWereNoneAsync(
                    operation, place.Path, _theirs.Parameter(operation, place.Name), id => SendAsync(operation, body: _own.Body(operation, place, $"\"{id}\"")));
                places.Add($"{operation.Id} {place.Path}");
            }
        }

        string[] known =
        [
            "createItem workstream_id", "patchItems changes[0].id", "patchItems changes[0].set.workstream_id", "reorderWorkstreams workstream_ids[0]",
            "addDependency depends_on_id", "addAllocation workstream_id", "createChatSession project_id", "switchOrganization org_id",
        ];
        known.Except(places).ShouldBeEmpty("ids in bodies that the document has, and that were not tried");
    }

    [Fact]
    public async Task One_id_in_the_query_is_another_organizations()
    {
        foreach (var operation in _operations)
        {
            foreach (var (name, _) in operation.QueryParameters.Where(q => q.Value.Format == "uuid"))
            {
                await IsAsIfThereWereNoneAsync(
                    operation, name, _theirs.Parameter(operation, name), id => SendAsync(operation, $"{_own.Address(operation)}?{name}={id}"));
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

    /// <summary>The same answer, byte by byte, as to an id that never was; it names the place, and not the id.</summary>
    private async Task IsAsIfThereWereNoneAsync(ApiOperation operation, string place, string theirs, Func<string, Task<ApiAnswer>> send)
    {
        var answer = IsNotFound(await send(theirs), $"{operation} {place}");
        answer.Json.GetProperty("details").EnumerateObject().Select(d => d.Name).ShouldBe([place], $"{operation} {place}");
        var (_, ofUnknown) = await SendUnknownAsync(send);
        (answer.Code, answer.Text).ShouldBe((ofUnknown.Code, ofUnknown.Text), $"{operation} {place}");
        operation.Statuses.ShouldContain("404", operation.ToString());
    }

    private ApiAnswer IsNotFound(ApiAnswer answer, string because)
    {
        answer.ShouldFail(404, because).Error.ShouldBe("NOT_FOUND", because);
        answer.Text.ShouldNotContain(_theirs.Marker, customMessage: because);
        return answer;
    }

    private static async Task<(string Id, ApiAnswer Answer)> SendUnknownAsync(Func<string, Task<ApiAnswer>> send)
    {
        var unknown = Guid.NewGuid().ToString();
        return (unknown, await send(unknown));
    }

    // As the stranger, with what is their own but for what is said. One correlation id for all, so that answers can be compared.
    private Task<ApiAnswer> SendAsync(ApiOperation operation, string? address = null, HttpContent? body = null) =>
        _stranger.Api.Send(operation.Method, address ?? _own.Address(operation), body ?? _own.Body(operation), ("X-Correlation-ID", "cross"));
}
