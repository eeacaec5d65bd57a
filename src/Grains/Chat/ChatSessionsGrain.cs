using System.Text.Json;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Chat;
using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Access;
using BraidMgr.Grains.Chat.Statements;
using BraidMgr.Grains.Orgs;
using BraidMgr.Grains.Orgs.Statements;
using Orleans.Concurrency;

namespace BraidMgr.Grains.Chat;

/// <summary>All chat sessions of one organization: listing, creating, searching.</summary>
[Reentrant]
internal sealed class ChatSessionsGrain : Grain, IChatSessionsGrain
{
    private readonly Guid _organizationId;
    private readonly IOrgGrain _org;
    private readonly OrgAccess _access;
    private readonly Answers _answers;

    /// <summary>Made by the engine.</summary>
    public ChatSessionsGrain(Authorities authorities)
    {
        _organizationId = this.GetPrimaryKey();
        (_org, _access) = (GrainFactory.Org(_organizationId), new OrgAccess(authorities, GrainFactory, _organizationId));
        _answers = new Answers(_org);
    }

    /// <inheritdoc/>
    public async Task<ChatSessionList> List(Caller caller, ChatSessionQuery query)
    {
        var access = await Authorize(caller);
        var rows = (await _org.Query(new ListSessions(caller.UserId, access.OrgRole >= OrgRole.Admin, query)))!;
        if (rows.Total == 0 && query.ProjectId is { } project)
        {
            // Only where there is none: sessions are listed of projects that are there, to those who see them.
            await GrainFactory.RequireSight(caller, project, ChatRules.ProjectField);
        }

        return new(rows.Sessions, rows.Total);
    }

    /// <inheritdoc/>
    public async Task<ChatSession> Create(Change change, ChatSessionInput input)
    {
        ChatRules.Check(input);
        var projectId = input.ProjectId.Or(null);
        var access = await Authorize(change.Caller, projectId);
        if (projectId is not null && access.ProjectRole is null)
        {
            throw Error.NotFoundIn(ChatRules.ProjectField, "project");
        }

        return await _answers.Once(change, Stored, async () =>
        {
            var write = new CreateSession
            {
                Context = WriteContext.Of(change),
                SessionId = Ids.Next(),
                ProjectId = projectId,
                Title = input.Title.Or(null),
                Assistant = input.Assistant.Or(null) ?? AssistantMode.Mentions,
            };
            return await _org.Execute(write) ?? throw Error.NotFoundIn(ChatRules.ProjectField, "project");
        });
    }

    /// <inheritdoc/>
    public async Task<ChatSearchPage> Search(Caller caller, ChatSearchQuery query)
    {
        var access = await Authorize(caller);
        var errors = new ValidationErrors();
        errors.Text("q", query.Text, 200);
        errors.ThrowIfAny();
        var found = (await _org.Query(new SearchMessages(caller.UserId, access.OrgRole >= OrgRole.Admin, query)))!;
        return new(await _access.Grain.WithNames(found.Messages), found.Total);
    }

    /// <inheritdoc/>
    public async Task ProjectDeleted(Guid projectId)
    {
        foreach (var session in (await _org.Query(new SessionsOfProject(projectId)))!.Items)
        {
            await GrainFactory.ChatSession(_organizationId, session).Reload();
        }
    }

    private ValueTask<AccessGrant> Authorize(Caller caller, Guid? projectId = null) => caller.OrganizationId == _organizationId
        ? _access.Authorize(caller, projectId)
        : throw Error.NotFound("organization");

    // The columns have the names of the wire.
    private static ChatSession Stored(JsonText row)
    {
        var columns = JsonSerializer.Deserialize(row.Json, ChatJson.Default.StoredSession)!;
        return new()
        {
            Id = columns.Id,
            UserId = columns.UserId,
            ProjectId = columns.ProjectId,
            Title = columns.Title,
            Assistant = columns.Assistant,
            LastSeq = 0,
            CreatedAt = columns.CreatedAt.ToUniversalTime(),
            UpdatedAt = columns.UpdatedAt.ToUniversalTime(),
        };
    }
}
