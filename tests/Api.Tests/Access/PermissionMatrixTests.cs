using BraidMgr.Api.Tests.Harness;
using BraidMgr.Api.Tests.Operations;
using BraidMgr.Contracts.Access;

namespace BraidMgr.Api.Tests.Access;

/// <summary>Every operation of the OpenAPI document, called in every role, does what the row of the matrix says that guards it.</summary>
public sealed class PermissionMatrixTests(SharedHost shared) : IClassFixture<SharedHost>, IAsyncLifetime
{
    // Notes are edited and deleted by their author or a project manager; the sample's note is the owner's.
    private static readonly string[] OthersNotes = ["updateNote", "deleteNote"];

    // The sample's session is the owner's, who alone changes it and says who is in it.
    private static readonly string[] OthersSessions = ["putChatSession", "deleteChatSession", "addChatMember", "removeChatMember"];

    private Person _owner = null!;
    private IReadOnlyList<ApiOperation> _operations = null!;

    public async Task InitializeAsync()
    {
        _owner = await shared.Someone();
        _operations = [.. (await OperationList.ReadAsync(shared.Host)).OrderBy(Destruction)];
    }

    [Fact]
    public void Every_operation_is_in_the_row_of_the_data_model_that_it_belongs_to()
    {
        _operations.Count.ShouldBeGreaterThan(100);
        foreach (var operation in _operations)
        {
            MatrixRows.Of(operation.Id).ShouldBe([operation.Permission], operation.ToString());
        }
    }

    [Theory]
    [InlineData(ProjectRole.Viewer)]
    [InlineData(ProjectRole.TeamMember)]
    [InlineData(ProjectRole.ProjectManager)]
    [InlineData(ProjectRole.Admin)]
    public async Task A_member_with_a_role_in_the_project(ProjectRole role)
    {
        using var caller = await _owner.InviteAsync(shared.Host);
        await CheckAsync(caller, role, operation => operation.Permission switch
        {
            Permission.OrgAdmin or Permission.OrgOwner or Permission.CreateProject => 403,
            Permission.OrgMember => 0,
            _ when OthersSessions.Contains(operation.Id) => 403,
            var row when OthersNotes.Contains(operation.Id) && role < ProjectRole.ProjectManager => 403,
            var row when operation.Id == "deleteAttachment" && role < ProjectRole.Admin => 403,
            var row => role.MayDo(row) ? 0 : 403,
        });
    }

    [Fact]
    public async Task A_member_without_a_role_in_the_project_does_not_see_it()
    {
        using var caller = await _owner.InviteAsync(shared.Host);
        await CheckAsync(caller, null, operation => operation.Permission switch
        {
            Permission.OrgAdmin or Permission.OrgOwner or Permission.CreateProject => 403,
            Permission.OrgMember => 0,
            _ => 404,
        });
    }

    [Fact]
    public async Task An_admin_of_the_organization_is_admin_of_every_project()
    {
        using var caller = await _owner.InviteAsync(shared.Host, "admin");
        await CheckAsync(caller, null, operation => operation.Permission == Permission.OrgOwner || OthersSessions.Contains(operation.Id) ? 403 : 0);
    }

    [Fact]
    public Task An_owner_of_the_organization_may_do_everything() => CheckAsync(_owner, null, _ => 0);

    [Fact]
    public async Task A_stranger_is_shown_nothing_of_a_project()
    {
        using var caller = await shared.Someone();
        using var bystander = await _owner.InviteAsync(shared.Host);
        var sample = await Sample.MakeAsync(_owner, bystander);
        foreach (var operation in _operations.Where(o => o.PathParameters.Count > 0))
        {
            (await caller.Api.Send(operation.Method, sample.Address(operation), sample.Body(operation))).ShouldFail(404, operation.ToString());
        }
    }

    [Fact]
    public async Task Nobody_signed_in_gets_401_wherever_a_caller_is_needed()
    {
        using var nobody = shared.Host.Client();
        using var bystander = await _owner.InviteAsync(shared.Host);
        var sample = await Sample.MakeAsync(_owner, bystander);
        foreach (var operation in _operations.Where(o => o.Permission != Permission.Anonymous))
        {
            (await nobody.Send(operation.Method, sample.Address(operation), sample.Body(operation))).ShouldFail(401, operation.ToString());
        }
    }

    [Fact]
    public async Task A_signed_in_person_may_do_what_is_their_own()
    {
        foreach (var operation in _operations.Where(o => o.Permission == Permission.Self))
        {
            // Each changes something of the person that the next would find changed: a password, a session.
            using var caller = await shared.Someone();
            using var bystander = await caller.InviteAsync(shared.Host);
            var sample = await Sample.MakeAsync(caller, bystander);
            var answer = await caller.Api.Send(operation.Method, sample.Address(operation), sample.Body(operation));
            if (operation.Id == "acceptInvitation")
            {
                // Its token comes by mail alone: the sample has none.
                answer.ShouldFail(400, operation.ToString());
                continue;
            }

            if (operation.Id == "eraseMe")
            {
                // Nobody leaves an organization without an owner.
                answer.ShouldFail(409, operation.ToString());
                continue;
            }

            answer.Code.ShouldBeLessThan(300, operation.ToString());
        }
    }

    [Fact]
    public async Task The_author_of_a_note_edits_and_deletes_it_as_team_member()
    {
        using var author = await _owner.InviteAsync(shared.Host);
        var project = await _owner.CreateProjectAsync();
        await _owner.CreateItemAsync(project.Id);
        (await _owner.Api.Put($"projects/{project.Id}/members/{author.Id}", new { role = "team_member" })).Ok();
        var notes = $"projects/{project.Id}/items/1/notes";
        var note = (await author.Api.Post(notes, new { content = "mine" })).Ok()["id"];
        (await author.Api.Put($"{notes}/{note}", new { content = "still mine" })).Ok();
        (await author.Api.Delete($"{notes}/{note}")).Ok();
    }

    [Fact]
    public async Task A_change_of_role_holds_from_the_next_request_on()
    {
        using var member = await _owner.InviteAsync(shared.Host);
        var project = await _owner.CreateProjectAsync();
        var role = $"projects/{project.Id}/members/{member.Id}";
        (await member.Api.Get($"projects/{project.Id}")).ShouldFail(404);
        (await _owner.Api.Put(role, new { role = "viewer" })).Ok();
        (await member.Api.Get($"projects/{project.Id}")).Ok();
        (await _owner.Api.Delete(role)).Ok();
        (await member.Api.Get($"projects/{project.Id}")).ShouldFail(404);
        (await _owner.Api.Delete($"orgs/current/members/{member.Id}")).Ok();
        (await member.Api.Get("projects")).ShouldFail(404);
    }

    public Task DisposeAsync()
    {
        _owner.Dispose();
        return Task.CompletedTask;
    }

    // 0 stands for success: whatever it does, it is not refused for who asks.
    private async Task CheckAsync(Person caller, ProjectRole? role, Func<ApiOperation, int> expected)
    {
        using var bystander = await _owner.InviteAsync(shared.Host);
        var sample = await SampleAsync(caller, role, bystander);
        var spent = false;
        foreach (var operation in _operations.Where(o => o.Permission is not (Permission.Anonymous or Permission.Self)))
        {
            var status = expected(operation);
            var answer = await SendAsync(operation);
            if (answer.Code == 404 && status != 404 && spent)
            {
                // Whoever may delete, did, and took with it what this one is about.
                (sample, spent) = (await SampleAsync(caller, role, bystander), false);
                answer = await SendAsync(operation);
            }

            if (status > 0)
            {
                answer.ShouldFail(status, operation.ToString());
            }
            else
            {
                answer.Code.ShouldNotBeOneOf([401, 403, 404, 500, 503], $"{operation} {answer.Text}");
                spent |= operation.Method == HttpMethod.Delete;
            }
        }

        Task<ApiAnswer> SendAsync(ApiOperation operation) => caller.Api.Send(operation.Method, sample.Address(operation), sample.Body(operation));
    }

    private async Task<Sample> SampleAsync(Person caller, ProjectRole? role, Person bystander)
    {
        await _owner.Api.Post("orgs/current/members", new { email = bystander.Email, org_role = "member" });
        var sample = await Sample.MakeAsync(_owner, bystander, caller, role is { } given ? Contracts.Labels<ProjectRole>.Of(given) : null);

        // Only who sees the project can be let into its session.
        await _owner.Api.Put($"chat/sessions/{sample.Ids["session"]}/members/{caller.Id}", null);

        return sample;
    }

    private static int Destruction(ApiOperation operation) =>
        operation.Id == "deleteOrganization" ? 3 : operation.Method == HttpMethod.Delete ? 2 : operation.Method == HttpMethod.Get ? 0 : 1;
}
