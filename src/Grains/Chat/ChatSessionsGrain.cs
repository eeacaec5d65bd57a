using System.Text.Json;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Chat;
using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Access;
using BraidMgr.Grains.Chat.Statements;
using BraidMgr.Grains.Orgs;
using BraidMgr.Grains.Orgs.Statements;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace BraidMgr.Grains.Chat;

/// <summary>All chat sessions of one organization: listing, creating, searching.</summary>
[Reentrant]
internal sealed partial class ChatSessionsGrain : Grain, IChatSessionsGrain
{
    private static readonly TimeSpan TellAgainAfter = TimeSpan.FromSeconds(1);

    private readonly Guid _organizationId;
    private readonly IOrgGrain _org;
    private readonly OrgAccess _access;
    private readonly Answers _answers;
    private readonly ILogger<ChatSessionsGrain> _logger;
    private readonly HashSet<Guid> _deletedProjects = [];
    private IGrainTimer? _telling;

    /// <summary>Made by the engine.</summary>
    public ChatSessionsGrain(Authorities authorities, ILogger<ChatSessionsGrain> logger)
    {
        (_organizationId, _logger) = (this.GetPrimaryKey(), logger);
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
    public Task ProjectDeleted(Guid projectId)
    {
        // Sessions in memory are on this silo too: what is noted here is lost only with them.
        _deletedProjects.Add(projectId);
        _telling ??= this.RegisterGrainTimer(
            TellSessions, new GrainTimerCreationOptions(TimeSpan.Zero, TellAgainAfter) { Interleave = true, KeepAlive = true });
        return Task.CompletedTask;
    }

    private async Task TellSessions(CancellationToken cancellationToken)
    {
        foreach (var project in _deletedProjects.ToList())
        {
            await TellSessionsOf(project);
        }

        if (_deletedProjects.Count == 0)
        {
            _telling?.Dispose();
            _telling = null;
        }
    }

    private async Task TellSessionsOf(Guid project)
    {
        // Before it looks: a deletion that is told of meanwhile is not the one that is looked for here.
        _deletedProjects.Remove(project);
        try
        {
            foreach (var session in (await _org.Query(new SessionsOfProject(project)))!.Items)
            {
                await GrainFactory.ChatSession(_organizationId, session).Reload();
            }
        }
        catch (Exception error) when (error is BraidException or TimeoutException or OrleansException)
        {
            LogNotTold(error, project, _organizationId);
            _deletedProjects.Add(project);
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

    [LoggerMessage(LogLevel.Debug, "The chat sessions of the deleted project {ProjectId} of organization {OrganizationId} are not told yet")]
    private partial void LogNotTold(Exception error, Guid projectId, Guid organizationId);
}
