using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Accounts;
using BraidMgr.Contracts.Errors;
using BraidMgr.Testing;

namespace BraidMgr.Grains.Tests.Accounts;

/// <summary>A database server that dies and comes back: what is in memory goes on, the rest is UNAVAILABLE until then, and nothing is half done.</summary>
[Trait("Category", "Long")]
public sealed class ServerFaultTests : IAsyncLifetime
{
    private PostgresServer _server = null!;
    private GrainsHost _host = null!;

    public async Task InitializeAsync()
    {
        _server = await PostgresServer.StartNewAsync();
        _host = new GrainsHost(_server);
        await _host.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task People_are_authorized_from_memory_and_everything_else_is_unavailable_until_the_server_is_back()
    {
        var (asleep, awake, email) = (await _host.Register(), await _host.Register(), Somebody.Email());
        await _host.Authorize(awake);
        await _server.KillAsync();

        (await _host.Authorize(awake)).OrgRole.ShouldBe(OrgRole.Owner);
        (await Somebody.ErrorKind(() => _host.Authorize(asleep))).ShouldBe(ErrorKind.Unavailable);
        (await Somebody.ErrorKind(() => _host.Login(awake.User.Email))).ShouldBe(ErrorKind.Unavailable);
        (await Somebody.ErrorKind(() => _host.Refresh(awake))).ShouldBe(ErrorKind.Unavailable);
        (await Somebody.ErrorKind(() => _host.Register(email))).ShouldBe(ErrorKind.Unavailable);
        (await Somebody.ErrorKind(() => Access(awake).AddMember(awake.Change(), new(asleep.User.Email, OrgRole.Member)))).ShouldBe(ErrorKind.Unavailable);
        (await _host.Authorize(awake)).OrgRole.ShouldBe(OrgRole.Owner, "a change that was never sent takes nothing from memory");
        await _server.StartAsync();

        await Eventually(() => _host.Register(email));
        await Eventually(() => _host.Refresh(awake));
        await Eventually(() => _host.Authorize(asleep));
        (await Access(awake).Members(awake.Caller())).Count.ShouldBe(1);
        await Access(awake).AddMember(awake.Change(), new(asleep.User.Email, OrgRole.Member));
    }

    [Fact]
    public async Task A_change_whose_commit_was_lost_is_in_memory_what_it_is_in_the_database()
    {
        var (owner, guest) = (await _host.Register(), await _host.Register());
        await _host.Authorize(owner);
        await LetCommitsDie("insert on user_org_memberships");

        (await Somebody.ErrorKind(() => Access(owner).AddMember(owner.Change(), new(guest.User.Email, OrgRole.Member)))).ShouldBe(ErrorKind.Unavailable);
        await _host.Rows("alter table users rename to hidden");
        (await Somebody.ErrorKind(() => _host.Authorize(owner))).ShouldBe(ErrorKind.Internal, "memory is read anew before the next answer");
        await _host.Rows("alter table hidden rename to users");
        (await Access(owner).Members(owner.Caller())).Count.ShouldBe(1);
        await _host.Rows("drop trigger die on user_org_memberships");

        await Access(owner).AddMember(owner.Change(), new(guest.User.Email, OrgRole.Member));
        (await Access(owner).Members(owner.Caller())).Count.ShouldBe(2);
    }

    [Fact]
    public async Task An_end_of_sessions_whose_commit_was_lost_is_in_memory_what_it_is_in_the_database()
    {
        var owner = await _host.Register();
        await _host.Authorize(owner);
        await LetCommitsDie("update on refresh_tokens");

        (await Somebody.ErrorKind(() => _host.Grains.User(owner.User.Id).LogoutEverywhere(owner.Change()))).ShouldBe(ErrorKind.Unavailable);
        await _host.Rows("alter table users rename to hidden");
        (await Somebody.ErrorKind(() => _host.Authorize(owner))).ShouldBe(ErrorKind.Internal, "memory is read anew before the next answer");
        await _host.Rows("alter table hidden rename to users");
        (await _host.Authorize(owner)).OrgRole.ShouldBe(OrgRole.Owner);
        await _host.Rows("drop trigger die on refresh_tokens");

        await _host.Grains.User(owner.User.Id).LogoutEverywhere(owner.Change());
        (await Somebody.ErrorKind(() => _host.Authorize(owner))).ShouldBe(ErrorKind.Authentication);
    }

    [Fact]
    public async Task A_membership_whose_commit_was_lost_is_in_memory_what_it_is_in_the_database()
    {
        var (owner, guest) = (await _host.Register(), await _host.Register());
        await Access(owner).Invite(owner.Change(), new(guest.User.Email, OrgRole.Member));
        var token = await _host.Mails.Token(guest.User.Email, "invitation");
        await LetCommitsDie("update on invitations");

        (await Somebody.ErrorKind(Accept)).ShouldBe(ErrorKind.Unavailable);
        await _host.Rows("alter table users rename to hidden");
        (await Somebody.ErrorKind(() => _host.Authorize(owner))).ShouldBe(ErrorKind.Internal, "memory is read anew before the next answer");
        await _host.Rows("alter table hidden rename to users");
        await _host.Rows("drop trigger die on invitations");

        await Accept();
        (await Access(owner).Members(owner.Caller())).Select(m => m.UserId).ShouldContain(guest.User.Id);

        Task Accept() => _host.Grains.User(guest.User.Id).AcceptInvitation(guest.Change(), token);
    }

    // The backend of a transaction that did this ends at its commit, without an answer.
    private async Task LetCommitsDie(string of)
    {
        await _host.Rows("""
            create function die() returns trigger language plpgsql as $$ begin perform pg_terminate_backend(pg_backend_pid()); return null; end $$
            """);
        await _host.Rows($"create constraint trigger die after {of} deferrable initially deferred for each row execute function die()");
    }

    private IAccessGrain Access(SignedIn signedIn) => _host.Grains.Access(signedIn.User.OrgId!.Value);

    /// <summary>Connections that broke are noticed when they are used: a few requests may still be refused, as a client would retry them.</summary>
    private static async Task Eventually(Func<Task> request)
    {
        for (var i = 0; ; i++)
        {
            try
            {
                await request();
                return;
            }
            catch (BraidException error) when (error.Kind == ErrorKind.Unavailable && i < 20)
            {
                await Task.Delay(100);
            }
        }
    }
}
