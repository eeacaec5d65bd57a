using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Accounts;
using BraidMgr.Contracts.Errors;

namespace BraidMgr.Grains.Tests.Accounts;

[Collection(SharedGrains.Name)]
public sealed class UserTests(GrainsHost host)
{
    [Fact]
    public async Task A_changed_name_is_seen_at_once_everywhere()
    {
        var signedIn = await host.Register();
        await host.Authorize(signedIn);

        var changed = await User(signedIn).Update(signedIn.Change(), new(" Ann Miller ", "https://example.com/ann.png"));

        changed.ShouldBe(signedIn.User with { Name = "Ann Miller", AvatarUrl = "https://example.com/ann.png" });
        (await User(signedIn).Me(signedIn.Caller())).ShouldBe(changed);
        (await host.Authorize(signedIn)).UserName.ShouldBe("Ann Miller");
        (await User(signedIn).Update(signedIn.Change(), new(default, new Optional<string?>(null)))).ShouldBe(changed with { AvatarUrl = null });
        (await host.Rows(
            "select after_state->>'name_changed', after_state->>'avatar_changed' from audit_log where user_id = $1 and action = 'update' order by created_at",
            signedIn.User.Id)).ShouldBe(["true|true", "false|true"]);
    }

    [Fact]
    public async Task A_bad_profile_is_refused()
    {
        var signedIn = await host.Register();
        var error = await Somebody.Error(() => User(signedIn).Update(signedIn.Change(), new(" ", "javascript:alert(1)")));

        error.Details!.Keys.Order().ShouldBe(["avatar_url", "name"]);
        (await User(signedIn).Me(signedIn.Caller())).ShouldBe(signedIn.User);
    }

    [Fact]
    public async Task An_address_is_verified_once_with_the_token_from_the_mail()
    {
        var signedIn = await host.Register();
        var token = await host.Mails.Token(signedIn.User.Email, "verify-email");
        (await User(signedIn).Me(signedIn.Caller())).EmailVerified.ShouldBeFalse();

        await User(signedIn).VerifyEmail(token, Somebody.Client());

        (await User(signedIn).Me(signedIn.Caller())).EmailVerified.ShouldBeTrue();
        (await Somebody.ErrorKind(() => User(signedIn).VerifyEmail(token, Somebody.Client()))).ShouldBe(ErrorKind.Validation);
    }

    [Fact]
    public async Task A_second_organization_is_listed_and_worked_in_after_switching()
    {
        var signedIn = await host.Register();
        var slug = Somebody.Slug();
        var second = await User(signedIn).CreateOrganization(signedIn.Change(), new(" Beta ", slug));

        second.ShouldBe(new MyOrganization(second.Id, "Beta", slug, "active", OrgRole.Owner, second.CreatedAt));
        (await User(signedIn).Organizations(signedIn.Caller())).Select(o => o.Name).ShouldBe(["Acme", "Beta"]);
        var there = await User(signedIn).SwitchOrganization(signedIn.Change(), second.Id);
        there.User.OrgId.ShouldBe(second.Id);
        (await host.Authorize(there)).OrgRole.ShouldBe(OrgRole.Owner);
        (await host.Authorize(signedIn)).OrgRole.ShouldBe(OrgRole.Owner, "the session in the first goes on");
    }

    [Fact]
    public async Task An_organization_of_others_cannot_be_switched_to()
    {
        var (signedIn, other) = (await host.Register(), await host.Register());

        (await Somebody.ErrorKind(() => User(signedIn).SwitchOrganization(signedIn.Change(), other.User.OrgId!.Value))).ShouldBe(ErrorKind.NotFound);
    }

    [Fact]
    public async Task Creating_an_organization_twice_under_one_key_creates_one()
    {
        var signedIn = await host.Register();
        var (key, body) = (Somebody.Key(), new NewOrganization("Beta", Somebody.Slug()));
        var first = await User(signedIn).CreateOrganization(signedIn.Change(key), body);

        (await User(signedIn).CreateOrganization(signedIn.Change(key), body)).ShouldBe(first);
        (await User(signedIn).Organizations(signedIn.Caller())).Count.ShouldBe(2);
        var other = () => User(signedIn).CreateOrganization(signedIn.Change(Somebody.Key("other", key.Key)), body);
        (await Somebody.ErrorKind(other)).ShouldBe(ErrorKind.Conflict);
        (await Somebody.ErrorKind(() => User(signedIn).CreateOrganization(signedIn.Change(), body))).ShouldBe(ErrorKind.Conflict);
    }

    [Fact]
    public async Task The_number_of_organizations_is_capped()
    {
        var another = await host.StartAnother(s => s["Provisioning:MaxOrganizationsPerUser"] = "1");
        var signedIn = await another.Register();
        var create = () => another.Grains.User(signedIn.User.Id).CreateOrganization(signedIn.Change(), new("Beta", Somebody.Slug()));

        (await Somebody.ErrorKind(create)).ShouldBe(ErrorKind.Authorization);
        await another.DisposeAsync();
    }

    [Fact]
    public async Task Whoever_is_removed_from_the_only_organization_still_has_an_account()
    {
        var (owner, guest) = (await host.Register(), await host.Register());
        await host.Grains.Access(owner.User.OrgId!.Value).AddMember(owner.Change(), new(guest.User.Email, OrgRole.Member));
        var there = await User(guest).SwitchOrganization(guest.Change(), owner.User.OrgId!.Value);
        await host.Grains.Access(owner.User.OrgId!.Value).RemoveMember(owner.Change(), guest.User.Id);

        var me = await User(guest).Me(there.Caller());
        (me.Email, me.OrgId, me.OrgRole).ShouldBe((guest.User.Email, null, null));
        (await Somebody.ErrorKind(() => host.Refresh(there))).ShouldBe(ErrorKind.Authentication);
        await User(guest).Logout(there.Change());
        (await Somebody.ErrorKind(() => User(guest).Me(there.Caller()))).ShouldBe(ErrorKind.Authentication);
    }

    [Fact]
    public async Task Without_any_organization_one_signs_in_to_none()
    {
        var signedIn = await host.Register();
        await host.Rows("delete from user_org_memberships where user_id = $1", signedIn.User.Id);

        var nowhere = await host.Login(signedIn.User.Email);

        nowhere.User.OrgId.ShouldBeNull();
        nowhere.Caller().OrganizationId.ShouldBe(Guid.Empty);
        (await User(nowhere).Me(nowhere.Caller())).Email.ShouldBe(signedIn.User.Email);
        (await host.Refresh(nowhere)).User.OrgId.ShouldBeNull();
        var created = await User(nowhere).CreateOrganization(nowhere.Change(), new("Beta", Somebody.Slug()));
        (await User(nowhere).SwitchOrganization(nowhere.Change(), created.Id)).User.OrgRole.ShouldBe(OrgRole.Owner);
    }

    private IUserGrain User(SignedIn signedIn) => host.Grains.User(signedIn.User.Id);
}
