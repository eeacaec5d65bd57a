using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Central;
using BraidMgr.Grains.Orgs.Statements;

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
        return (await CommitOrganization(change, before => before.With(changes))).For(grant.OrgRole);
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
    public async Task<Member> ChangeMember(Change change, Guid userId, MemberChanges changes)
    {
        MemberRules.RequireAdmin((await Authorize(change.Caller)).OrgRole);
        MemberRules.Check(changes);
        var changed = await Commit(
            () => central.Transact(session => MemberSql.Change(session, change, userId, changes, time.Now())),
            (state, entry) => state.Set(entry));
        return changed.Member;
    }

    /// <inheritdoc/>
    public async Task RemoveMember(Change change, Guid userId)
    {
        var grant = await Authorize(change.Caller);
        var member = (await State()).Find(userId);
        MemberRules.RequireMayRemove(grant.OrgRole, member?.Member.OrgRole, change.Caller.UserId == userId, userId);

        await central.Run(session => MemberSql.RequireMayGo(session, OrganizationId, userId));

        // The roles first, as they are in another database: whatever fails then, nobody keeps more than they should.
        await RemoveRolesOf(WriteContext.Of(change), userId);
        await Commit(
            () => central.Transact(session => MemberSql.Remove(session, change, userId, time.Now())),
            (state, _) => state.Remove(userId));
    }

    /// <inheritdoc/>
    public async Task MembershipCommitted(Guid userId)
    {
        int changes;
        MemberEntry? member;
        do
        {
            // A change that enters meanwhile may be newer than what was read.
            changes = _changes;
            member = await Stored(userId);
        }
        while (changes != _changes);

        Apply(state =>
        {
            if (member is null)
            {
                state.Remove(userId);
            }
            else
            {
                state.Set(member);
            }
        });
    }

    private async Task<MemberEntry?> Stored(Guid userId)
    {
        try
        {
            return await central.Run(session => session.Member(OrganizationId, userId));
        }
        catch (BraidException)
        {
            // It is committed, and memory does not have it.
            await Reload();
            throw;
        }
    }

    private async Task<OrganizationRow> CommitOrganization(Change change, Func<OrganizationRow, OrganizationRow> with)
    {
        var (before, after) = await Commit(
            () => central.Transact(session => OrganizationSql.Update(session, change, with, time.Now())),
            (state, updated) => state.Set(updated.After));
        if (before.Settings.Logo is { } replaced && replaced != after.Settings.Logo)
        {
            await GrainFactory.Housekeeping(OrganizationId).Discard(replaced.StorageKey);
        }

        return after;
    }

    private async Task<Member?> Answered(Change change, IdempotencyKey key)
    {
        var before = await central.Run(session => new CentralIdempotency(change.Caller.UserId, key).Answered(session, time.Now()));
        return before is null ? null : MemberSql.FromJson(before);
    }
}
