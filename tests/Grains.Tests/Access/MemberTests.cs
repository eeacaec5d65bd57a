using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Accounts;
using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Access;
using BraidMgr.Grains.Tests.Accounts;

namespace BraidMgr.Grains.Tests.Access;

[Collection(SharedGrains.Name)]
public sealed class MemberTests(GrainsHost host) : IAsyncLifetime
{
    private SignedIn _owner = null!;
    private SignedIn _guest = null!;

    private IAccessGrain Access => host.Grains.Access(_owner.User.OrgId!.Value);

    public async Task InitializeAsync() => (_owner, _guest) = (await host.Register(), await host.Register());

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_member_is_added_changed_and_removed_from_one_request_to_the_next()
    {
        var added = await Access.AddMember(_owner.Change(), new(_guest.User.Email, OrgRole.Member));
        added.ShouldBe(new Member(_guest.User.Id, _guest.User.Email, _guest.User.Name, OrgRole.Member, added.CreatedAt));
        var there = await Switch();
        (await host.Authorize(there)).OrgRole.ShouldBe(OrgRole.Member);
        (await Access.Members(there.Caller())).Select(m => m.UserId).Order().ShouldBe(new[] { _owner.User.Id, _guest.User.Id }.Order());

        await Access.ChangeMember(_owner.Change(), _guest.User.Id, new(OrgRole.Admin));
        (await host.Authorize(there)).OrgRole.ShouldBe(OrgRole.Admin);

        await Access.RemoveMember(_owner.Change(), _guest.User.Id);
        (await Somebody.ErrorKind(() => host.Authorize(there))).ShouldBe(ErrorKind.NotFound);
        (await host.Rows(
            "select action, before_state->>'org_role', after_state->>'org_role' from audit_log where entity_id = $1 and entity_type = 'membership' order by created_at",
            _guest.User.Id)).ShouldBe(["create||member", "update|member|admin", "delete|admin|"]);
    }

    [Fact]
    public async Task What_memory_says_is_what_another_host_reads()
    {
        await Add(OrgRole.Member);
        var there = await Switch();
        await Access.ChangeMember(_owner.Change(), _guest.User.Id, new(OrgRole.Admin));

        var another = await host.StartAnother();
        (await another.Authorize(there)).ShouldBe(await host.Authorize(there));
        await another.DisposeAsync();
    }

    [Theory]
    [InlineData(OrgRole.Member, OrgRole.Member, ErrorKind.Authorization)]
    [InlineData(OrgRole.Admin, OrgRole.Owner, ErrorKind.Authorization)]
    [InlineData(OrgRole.Admin, OrgRole.Admin, null)]
    [InlineData(OrgRole.Owner, OrgRole.Owner, null)]
    public async Task Admins_add_members_and_only_owners_add_owners(OrgRole actor, OrgRole added, ErrorKind? expected)
    {
        await Add(actor);
        var (there, newcomer) = (await Switch(), await host.Register());

        var outcome = await Outcome(() => Access.AddMember(there.Change(), new(newcomer.User.Email, added)));

        outcome.ShouldBe(expected);
        (await Access.Members(_owner.Caller())).Count.ShouldBe(expected is null ? 3 : 2);
    }

    [Fact]
    public async Task Admins_neither_change_nor_remove_owners()
    {
        await Add(OrgRole.Admin);
        var there = await Switch();

        (await Outcome(() => Access.ChangeMember(there.Change(), _owner.User.Id, new(OrgRole.Member)))).ShouldBe(ErrorKind.Authorization);
        (await Outcome(() => Access.RemoveMember(there.Change(), _owner.User.Id))).ShouldBe(ErrorKind.Authorization);
        (await Outcome(() => Access.ChangeMember(there.Change(), there.User.Id, new(OrgRole.Owner)))).ShouldBe(ErrorKind.Authorization);
    }

    [Fact]
    public async Task Everybody_may_leave_but_the_last_owner()
    {
        await Add(OrgRole.Member);
        var there = await Switch();

        (await Outcome(() => Access.RemoveMember(_owner.Change(), _owner.User.Id))).ShouldBe(ErrorKind.Conflict);
        (await Outcome(() => Access.ChangeMember(_owner.Change(), _owner.User.Id, new(OrgRole.Admin)))).ShouldBe(ErrorKind.Conflict);
        await Access.RemoveMember(there.Change(), _guest.User.Id);

        (await Access.Members(_owner.Caller())).Single().UserId.ShouldBe(_owner.User.Id);
    }

    [Fact]
    public async Task Two_owners_who_demote_each_other_at_once_leave_one()
    {
        // Past the grain, as two activations of it would.
        await Add(OrgRole.Owner);
        var there = await Switch();
        var now = host.Time.GetUtcNow();

        var (made, commit) = (new TaskCompletionSource(), new TaskCompletionSource());
        var first = Outcome(() => host.Central.Transact(async session =>
        {
            await MemberSql.Change(session, _owner.Change(), _guest.User.Id, new(OrgRole.Admin), now);
            made.SetResult();
            await commit.Task;
            return true;
        }));
        await made.Task;
        var second = Outcome(() => host.Central.Transact(s => MemberSql.Change(s, there.Change(), _owner.User.Id, new(OrgRole.Admin), now)));
        await Task.Delay(300);
        second.IsCompleted.ShouldBeFalse("the one waits for the other");
        commit.SetResult();

        (await first).ShouldBeNull();
        (await second).ShouldBe(ErrorKind.Authorization, "the guest is no owner any more");
        (await host.Rows(
            "select count(*) from user_org_memberships where organization_id = $1 and org_role = 'owner'", _owner.User.OrgId!)).ShouldBe(["1"]);
    }

    [Fact]
    public async Task Nobody_is_added_twice_and_nobody_who_is_not_registered()
    {
        await Add(OrgRole.Member);

        (await Outcome(() => Add(OrgRole.Admin))).ShouldBe(ErrorKind.Conflict);
        (await Outcome(() => Access.AddMember(_owner.Change(), new(Somebody.Email(), OrgRole.Member)))).ShouldBe(ErrorKind.NotFound);
        (await Somebody.Error(() => Access.AddMember(_owner.Change(), new(null, null)))).Details!.Keys.Order().ShouldBe(["email", "org_role"]);
    }

    [Fact]
    public async Task Adding_again_under_the_same_key_answers_the_same()
    {
        var key = Somebody.Key();
        var added = await Access.AddMember(_owner.Change(key), new(_guest.User.Email, OrgRole.Member));

        (await Access.AddMember(_owner.Change(key), new(_guest.User.Email, OrgRole.Member))).ShouldBe(added);
        (await Outcome(() => Access.AddMember(_owner.Change(Somebody.Key("other", key.Key)), new(_guest.User.Email, OrgRole.Member)))).ShouldBe(ErrorKind.Conflict);
    }

    [Fact]
    public async Task People_have_names_also_when_they_are_gone()
    {
        await Add(OrgRole.Member);
        await Access.RemoveMember(_owner.Change(), _guest.User.Id);

        var people = await Access.People([_owner.User.Id, _guest.User.Id, Guid.NewGuid()]);

        people.Keys.Order().ShouldBe(new[] { _owner.User.Id, _guest.User.Id }.Order());
        people[_guest.User.Id].ShouldBe(new PersonName(_guest.User.Name, _guest.User.Email));
    }

    private Task<Member> Add(OrgRole role) => Access.AddMember(_owner.Change(), new(_guest.User.Email, role));

    private Task<SignedIn> Switch() => host.Grains.User(_guest.User.Id).SwitchOrganization(_guest.Change(), _owner.User.OrgId!.Value);

    private static async Task<ErrorKind?> Outcome(Func<Task> call) => (await Record.ExceptionAsync(call) as BraidException)?.Kind;
}
