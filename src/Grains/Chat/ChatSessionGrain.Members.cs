using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Chat;
using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Chat.Statements;
using BraidMgr.Grains.Orgs.Statements;

namespace BraidMgr.Grains.Chat;

// Who is in the session.
internal sealed partial class ChatSessionGrain
{
    /// <inheritdoc/>
    public async Task<ChatMemberList> Members(Caller caller)
    {
        var (state, _) = await Enter(caller);
        var rows = state.Members.ToList();
        var people = await _access.Grain.People(rows.ConvertAll(m => m.UserId));
        var members = rows.ConvertAll(m => Describe(state, m, people.GetValueOrDefault(m.UserId)));
        return new(members, members.Count);
    }

    /// <inheritdoc/>
    public async Task<ChatMember> AddMember(Change change, Guid userId)
    {
        var state = await EnterAsOwner(change.Caller);
        if (!await MaySee(userId, state.Session.ProjectId))
        {
            throw Error.NotFound("member", userId);
        }

        var write = new AddMember(_room.Id, state.Session.ProjectId, userId) { Context = WriteContext.Of(change) };
        var row = await Commit(write, (s, member) => s.Apply(member)) ?? throw Gone();
        return Describe(state, row, (await _access.Grain.People([userId])).GetValueOrDefault(userId));
    }

    /// <inheritdoc/>
    public async Task RemoveMember(Change change, Guid userId)
    {
        var (state, _) = await Enter(change.Caller);
        if (userId != change.Caller.UserId)
        {
            await EnterAsOwner(change.Caller);
        }

        if (userId == state.Session.UserId)
        {
            throw Error.Conflict("The owner stays in the session; delete it instead.");
        }

        var write = new RemoveMember(_room.Id, state.Session.ProjectId, userId) { Context = WriteContext.Of(change) };
        _ = await Commit(write, (s, _) => s.Remove(userId)) ?? throw Error.NotFound("member", userId);
        MembersChanged();
    }

    // Somebody else's access is asked for as if they had signed in just now.
    private async Task<bool> MaySee(Guid userId, Guid? projectId)
    {
        try
        {
            var access = await _access.Authorize(Person(userId), projectId);
            return projectId is null || access.ProjectRole is not null;
        }
        catch (BraidException error) when (error.Kind == ErrorKind.NotFound)
        {
            return false;
        }
    }

    private Caller Person(Guid userId) => new(userId, _room.OrganizationId, Guid.Empty, _time.GetUtcNow());

    private static ChatMember Describe(ChatState state, MemberRow row, PersonName? person) => new(
        row.UserId, state.Session.Id, person?.Name, person?.Email, state.Session.UserId == row.UserId,
        state.Member(row.UserId)?.LastReadSeq ?? row.LastReadSeq, row.CreatedAt);
}
