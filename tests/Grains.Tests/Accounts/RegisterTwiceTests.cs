using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Accounts;
using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Accounts.Registering;

namespace BraidMgr.Grains.Tests.Accounts;

/// <summary>Registering under an Idempotency-Key.</summary>
[Collection(SharedGrains.Name)]
public sealed class RegisterTwiceTests(GrainsHost host)
{
    private readonly Registration _registration = Somebody.Registration(Somebody.Email());
    private readonly IdempotencyKey _key = Somebody.Key();

    [Fact]
    public async Task The_same_request_again_gets_a_new_session_of_the_same_person_and_organization()
    {
        var first = await Register(_key);
        var second = await Register(_key);

        second.User.ShouldBe(first.User);
        second.Caller().SessionId.ShouldNotBe(first.Caller().SessionId);
        (await host.Authorize(second)).OrgRole.ShouldBe(OrgRole.Owner);
        (await host.Rows("select body::text from idempotency_keys where key = $1", _key.Key)).Single().ShouldNotContain(first.RefreshToken);
    }

    [Fact]
    public async Task Another_body_under_the_same_key_is_a_conflict()
    {
        await Register(_key);

        (await Somebody.ErrorKind(() => Register(Somebody.Key("another body", _key.Key)))).ShouldBe(ErrorKind.Conflict);
    }

    [Fact]
    public async Task The_stored_fingerprint_of_the_body_does_not_help_to_guess_the_password_in_it()
    {
        await Register(_key);

        (await host.Rows("select count(*) from idempotency_keys where key = $1 and body_sha256 <> $2", _key.Key, _key.BodySha256)).ShouldBe(["1"]);
    }

    [Fact]
    public async Task After_a_change_of_password_the_old_request_signs_nobody_in()
    {
        var first = await Register(_key);
        await host.Grains.User(first.User.Id).ChangePassword(first.Change(), new(Somebody.Password, "Another-Passw0rd"));

        (await Somebody.ErrorKind(() => Register(_key))).ShouldBe(ErrorKind.Conflict);
    }

    [Fact]
    public async Task The_same_request_sent_four_times_at_once_creates_one_organization()
    {
        // Past the grain, as two activations of it would.
        var service = host.Service<RegistrationService>();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ =>
            Record.ExceptionAsync(() => service.Register(_registration.Email!, _registration, Somebody.Client(), _key))));

        outcomes.Count(o => o is null).ShouldBeGreaterThan(0);
        outcomes.OfType<BraidException>().ShouldAllBe(e => e.Kind == ErrorKind.Conflict || e.Kind == ErrorKind.Unavailable);
        (await host.Rows("select status from organizations where slug = $1", _registration.OrgSlug!)).ShouldBe(["active"]);
        (await Register(_key)).User.Email.ShouldBe(_registration.Email);
    }

    [Fact]
    public async Task A_day_later_the_key_is_forgotten()
    {
        await Register(_key);
        host.Time.Advance(TimeSpan.FromHours(25));

        // As if it had never been used: so the address is taken.
        (await Somebody.Error(() => Register(_key))).Details!.Keys.ShouldBe(["email"]);
    }

    private Task<SignedIn> Register(IdempotencyKey key) =>
        host.Grains.Account(_registration.Email!).Register(_registration, Somebody.Client(), key);
}
