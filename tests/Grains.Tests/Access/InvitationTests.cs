using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Accounts;
using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Tests.Accounts;

namespace BraidMgr.Grains.Tests.Access;

/// <summary>Invitations: by admins, to an address, for seven days, used once.</summary>
[Collection(SharedGrains.Name)]
public sealed class InvitationTests(GrainsHost host) : IAsyncLifetime
{
    private SignedIn _owner = null!;
    private SignedIn _guest = null!;

    private IAccessGrain Access => host.Grains.Access(_owner.User.OrgId!.Value);

    public async Task InitializeAsync() => (_owner, _guest) = (await host.Register(), await host.Register());

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Somebody_who_is_registered_joins_with_the_token_of_the_mail_once()
    {
        await Access.Invite(_owner.Change(), new(_guest.User.Email, OrgRole.Admin));
        var token = await host.Mails.Token(_guest.User.Email, "invitation");
        (await Somebody.ErrorKind(() => Accept(_owner, token))).ShouldBe(ErrorKind.Validation);

        var joined = await Accept(_guest, token);

        joined.Id.ShouldBe(_owner.User.OrgId!.Value);
        joined.OrgRole.ShouldBe(OrgRole.Admin);
        (await Access.Members(_owner.Caller())).ShouldContain(m => m.UserId == _guest.User.Id && m.OrgRole == OrgRole.Admin);
        (await Access.Invitations(_owner.Caller())).Invitations.ShouldBeEmpty();
        (await Somebody.ErrorKind(() => Accept(_guest, token))).ShouldBe(ErrorKind.Validation);
        (await Somebody.ErrorKind(() => Access.Invite(_owner.Change(), new(_guest.User.Email, OrgRole.Member)))).ShouldBe(ErrorKind.Conflict);
        (await host.Rows(
            "select action from audit_log where entity_type in ('invitation', 'membership') and organization_id = $1 order by created_at, id",
            _owner.User.OrgId!)).ShouldContain("create");
    }

    [Fact]
    public async Task A_new_invitation_replaces_the_one_before_and_one_that_is_withdrawn_is_worth_nothing()
    {
        var first = await Access.Invite(_owner.Change(), new(_guest.User.Email, OrgRole.Admin));
        var old = await host.Mails.Token(_guest.User.Email, "invitation");
        var second = await Access.Invite(_owner.Change(), new(_guest.User.Email, OrgRole.Member));
        (await Access.Invitations(_owner.Caller())).Invitations.Select(i => i.Id).ShouldBe([second.Id]);
        (await Somebody.ErrorKind(() => Accept(_guest, old))).ShouldBe(ErrorKind.Validation);
        (await Somebody.ErrorKind(() => Access.WithdrawInvitation(_owner.Change(), first.Id))).ShouldBe(ErrorKind.NotFound);

        await Access.WithdrawInvitation(_owner.Change(), second.Id);
        (await Access.Invitations(_owner.Caller())).Total.ShouldBe(0);
    }

    [Fact]
    public async Task Only_admins_invite_and_only_owners_invite_owners()
    {
        await Access.Invite(_owner.Change(), new(_guest.User.Email, OrgRole.Admin));
        await Accept(_guest, await host.Mails.Token(_guest.User.Email, "invitation"));
        var admin = await host.Grains.User(_guest.User.Id).SwitchOrganization(_guest.Change(), _owner.User.OrgId!.Value);
        (await Somebody.ErrorKind(() => Access.Invite(admin.Change(), new(Somebody.Email(), OrgRole.Owner)))).ShouldBe(ErrorKind.Authorization);
        await Access.Invite(admin.Change(), new(Somebody.Email(), OrgRole.Member));
        await Access.ChangeMember(_owner.Change(), _guest.User.Id, new(OrgRole.Member));
        (await Somebody.ErrorKind(() => Access.Invite(admin.Change(), new(Somebody.Email(), OrgRole.Member)))).ShouldBe(ErrorKind.Authorization);
        (await Somebody.ErrorKind(() => Access.Invitations(admin.Caller()))).ShouldBe(ErrorKind.Authorization);
    }

    private Task<MyOrganization> Accept(SignedIn who, string token) => host.Grains.User(who.User.Id).AcceptInvitation(who.Change(), token);
}
