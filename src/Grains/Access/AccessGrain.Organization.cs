using BraidMgr.Contracts.Access;
using BraidMgr.Grains.Central;

namespace BraidMgr.Grains.Access;

/// <content>The organization itself, and its members.</content>
internal sealed partial class AccessGrain
{
    /// <inheritdoc/>
    public async Task<Organization> Current(Caller caller)
    {
        var grant = await Authorize(caller);
        return (await State()).Organization.For(grant.OrgRole);
    }

    /// <inheritdoc/>
    public async Task<Organization> Update(Change change, OrganizationChanges changes)
    {
        var grant = await Authorize(change.Caller);
        MemberRules.RequireAdmin(grant.OrgRole);
        OrganizationSql.Check(changes);
        var organization = await Commit(
            () => central.Transact(session => OrganizationSql.Update(session, change, changes, time.Now())),
            (state, updated) => state.Set(updated));
        return organization.For(grant.OrgRole);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Member>> Members(Caller caller)
    {
        await Authorize(caller);
        return (await State()).Members.Select(m => m.Member).ToArray();
    }

    /// <inheritdoc/>
    public async Task<Member> AddMember(Change change, NewMember member)
    {
        MemberRules.RequireAdmin((await Authorize(change.Caller)).OrgRole);
        MemberRules.Check(member);
        if (change.Idempotency is { } key && await Answered(change, key) is { } before)
        {
            return before;
        }

        var added = await Commit(
            () => central.Transact(session => MemberSql.Add(session, change, member, time.Now())),
            (state, entry) => state.Set(entry));
        return added.Member;
    }

    /// <inheritdoc/>
    public async Task<Member> ChangeMember(Change change, Guid userId, OrgRole role)
    {
        MemberRules.RequireAdmin((await Authorize(change.Caller)).OrgRole);
        var changed = await Commit(
            () => central.Transact(session => MemberSql.Change(session, change, userId, role, time.Now())),
            (state, entry) => state.Set(entry));
        return changed.Member;
    }

    /// <inheritdoc/>
    public async Task RemoveMember(Change change, Guid userId)
    {
        var grant = await Authorize(change.Caller);
        var member = (await State()).Find(userId);
        MemberRules.RequireMayRemove(grant.OrgRole, member?.Member.OrgRole, change.Caller.UserId == userId, userId);

        // The roles first, as they are in another database: whatever fails then, nobody keeps more than they should.
        await RemoveRolesOf(change, userId);
        await Commit(
            () => central.Transact(session => MemberSql.Remove(session, change, userId, time.Now())),
            (state, _) => state.Remove(userId));
    }

    private async Task<Member?> Answered(Change change, IdempotencyKey key)
    {
        var before = await central.Run(session => new CentralIdempotency(change.Caller.UserId, key).Answered(session, time.Now()));
        return before is null ? null : MemberSql.FromJson(before);
    }
}
