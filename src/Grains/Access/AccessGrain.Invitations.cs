using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Accounts;
using BraidMgr.Grains.Central;

namespace BraidMgr.Grains.Access;

/// <content>Who is invited.</content>
internal sealed partial class AccessGrain
{
    /// <inheritdoc/>
    public async Task<InvitationList> Invitations(Caller caller)
    {
        MemberRules.RequireAdmin((await Authorize(caller)).OrgRole);
        var open = await central.Run(session => session.OpenInvitations(OrganizationId, time.GetUtcNow()));
        return new(open, open.Count);
    }

    /// <inheritdoc/>
    public async Task<Invitation> Invite(Change change, NewInvitation input)
    {
        MemberRules.RequireAdmin((await Authorize(change.Caller)).OrgRole);
        InvitationSql.Check(input);
        if (change.Idempotency is { } key
            && await central.Run(session => new CentralIdempotency(change.Caller.UserId, key).Answered(session, time.Now())) is { } before)
        {
            return InvitationSql.FromJson(before);
        }

        var id = Guid.CreateVersion7();
        var token = OpaqueToken.Create(id);
        var invitation = await central.Transact(session => InvitationSql.Invite(session, change, input, id, token, time.Now()));
        invitations.Send(invitation, (await State()).Organization.Name, token);
        return invitation;
    }

    /// <inheritdoc/>
    public async Task WithdrawInvitation(Change change, Guid invitationId)
    {
        MemberRules.RequireAdmin((await Authorize(change.Caller)).OrgRole);
        await central.Transact(session => InvitationSql.Withdraw(session, change, invitationId, time.Now()));
    }
}
