using BraidMgr.Contracts;
using BraidMgr.Contracts.Accounts;
using BraidMgr.Contracts.Errors;

namespace BraidMgr.Grains.Tests.Accounts;

/// <summary>A new password and logging out everywhere end all sessions, from the next request on.</summary>
[Collection(SharedGrains.Name)]
public sealed class EndingSessionsTests(GrainsHost host)
{
    private const string NewPassword = "Another-Passw0rd";

    private readonly string _email = Somebody.Email();

    [Fact]
    public async Task Logging_out_everywhere_ends_all_sessions_and_not_the_next_one()
    {
        // All within one second or two, which is what iat counts.
        var first = await host.Register(_email);
        var second = await host.Login(_email);
        await host.Grains.User(first.User.Id).LogoutEverywhere(first.Change());
        var third = await host.Login(_email);

        (await Refused(first)).ShouldBeTrue();
        (await Refused(second)).ShouldBeTrue();
        (await host.Authorize(third)).UserEmail.ShouldBe(_email);
        await host.Grains.User(first.User.Id).LogoutEverywhere(third.Change());
        (await Refused(third)).ShouldBeTrue();
        (await host.Authorize(await host.Login(_email))).UserEmail.ShouldBe(_email);
    }

    [Fact]
    public async Task It_ends_them_in_every_organization_and_on_every_host()
    {
        var first = await host.Register(_email);
        var user = host.Grains.User(first.User.Id);
        var second = await user.CreateOrganization(first.Change(), new("Second", Somebody.Slug()));
        var there = await user.SwitchOrganization(first.Change(), second.Id);
        await host.Authorize(there);

        await user.LogoutEverywhere(first.Change());

        (await Refused(there)).ShouldBeTrue();
        var another = await host.StartAnother();
        (await Somebody.ErrorKind(() => another.Authorize(there))).ShouldBe(ErrorKind.Authentication);
        await another.DisposeAsync();
    }

    [Fact]
    public async Task Sessions_that_ended_untold_are_refused_once_their_end_is_asked_for_again()
    {
        var signedIn = await host.Register(_email);
        (await Refused(signedIn)).ShouldBeFalse();
        // As a host leaves it that dies behind the commit, or does not hear of it.
        await host.Rows("update refresh_tokens set revoked_at = $2 where user_id = $1 returning id", signedIn.User.Id, host.Time.GetUtcNow().UtcDateTime);

        await host.Grains.User(signedIn.User.Id).LogoutEverywhere(signedIn.Change());

        (await Refused(signedIn)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_host_whose_clock_is_ahead_does_not_keep_a_session_alive()
    {
        var registered = await host.Register(_email);
        var ahead = registered.Caller() with { IssuedAt = registered.Caller().IssuedAt.AddSeconds(30) };
        await host.Grains.User(registered.User.Id).LogoutEverywhere(registered.Change());

        var authorize = async () => { await host.Grains.Access(ahead.OrganizationId).Authorize(ahead); };

        (await Somebody.ErrorKind(authorize)).ShouldBe(ErrorKind.Authentication);
    }

    [Fact]
    public async Task Changing_the_password_needs_the_current_one_and_ends_all_sessions()
    {
        var signedIn = await host.Register(_email);
        var user = host.Grains.User(signedIn.User.Id);

        (await Somebody.Error(() => user.ChangePassword(signedIn.Change(), new("Wrong-Passw0rd", NewPassword)))).Details!.Keys.ShouldBe(["current_password"]);
        (await Somebody.Error(() => user.ChangePassword(signedIn.Change(), new(Somebody.Password, "short")))).Details!.Keys.ShouldBe(["new_password"]);
        (await Refused(signedIn)).ShouldBeFalse();
        await user.ChangePassword(signedIn.Change(), new(Somebody.Password, NewPassword));

        (await Refused(signedIn)).ShouldBeTrue();
        (await Somebody.ErrorKind(() => host.Login(_email))).ShouldBe(ErrorKind.Authentication);
        (await host.Login(_email, NewPassword)).User.Email.ShouldBe(_email);
        (await host.Rows("select count(*) from audit_log where user_id = $1 and action = 'password_change'", signedIn.User.Id)).ShouldBe(["1"]);
    }

    [Fact]
    public async Task A_stolen_access_token_does_not_help_to_guess_the_password()
    {
        var signedIn = await host.Register(_email);
        var user = host.Grains.User(signedIn.User.Id);
        for (var i = 0; i < 5; i++)
        {
            (await Somebody.ErrorKind(() => user.ChangePassword(signedIn.Change(), new("Wrong-Passw0rd", NewPassword)))).ShouldBe(ErrorKind.Validation);
        }

        (await Somebody.ErrorKind(() => user.ChangePassword(signedIn.Change(), new(Somebody.Password, NewPassword)))).ShouldBe(ErrorKind.RateLimited);
    }

    [Fact]
    public async Task A_forgotten_password_is_set_anew_once_with_the_token_from_the_mail()
    {
        var signedIn = await host.Register(_email);
        var account = host.Grains.Account(_email);
        await account.ForgotPassword(Somebody.Client());
        var token = await host.Mails.Token(_email, "reset-password");

        await account.ResetPassword(new(_email, token, NewPassword), Somebody.Client());

        (await Refused(signedIn)).ShouldBeTrue();
        (await host.Login(_email, NewPassword)).User.Email.ShouldBe(_email);
        (await Reset(token)).ShouldBe(["token"]);
        (await host.Rows("select count(*) from audit_log where user_id = $1 and action = 'password_reset'", signedIn.User.Id)).ShouldBe(["1"]);
    }

    [Fact]
    public async Task A_token_of_a_mail_is_good_for_an_hour_and_for_its_address_only()
    {
        await host.Register(_email);
        var other = Somebody.Email();
        await host.Register(other);
        await host.Grains.Account(_email).ForgotPassword(Somebody.Client());
        var token = await host.Mails.Token(_email, "reset-password");

        var foreign = () => host.Grains.Account(other).ResetPassword(new(other, token, NewPassword), Somebody.Client());
        (await Somebody.ErrorKind(foreign)).ShouldBe(ErrorKind.Validation);
        host.Time.Advance(TimeSpan.FromMinutes(61));
        (await Reset(token)).ShouldBe(["token"]);
        (await host.Login(_email)).User.Email.ShouldBe(_email);
    }

    [Fact]
    public async Task An_unknown_address_is_answered_alike_and_gets_no_mail()
    {
        await host.Grains.Account(_email).ForgotPassword(Somebody.Client());
        await host.Register(_email);
        await host.Mails.Token(_email, "verify-email");

        host.Mails.CountTo(_email).ShouldBe(1);
    }

    [Fact]
    public async Task Nobody_is_flooded_with_mail()
    {
        await host.Register(_email);
        for (var i = 0; i < 6; i++)
        {
            await host.Grains.Account(_email).ForgotPassword(Somebody.Client());
        }

        (await host.Rows("select count(*) from password_resets where email = $1", _email)).ShouldBe(["3"]);
    }

    private async Task<bool> Refused(SignedIn signedIn)
    {
        var access = await Record.ExceptionAsync(() => host.Authorize(signedIn)) as BraidException;
        var refresh = await Record.ExceptionAsync(() => host.Refresh(signedIn)) as BraidException;
        return (access?.Kind, refresh?.Kind) switch
        {
            (ErrorKind.Authentication, ErrorKind.Authentication) => true,
            (null, null) => false,
            var other => throw new InvalidOperationException($"access and refresh differ: {other}"),
        };
    }

    private async Task<IEnumerable<string>> Reset(string token) => (await Somebody.Error(() =>
        host.Grains.Account(_email).ResetPassword(new(_email, token, NewPassword), Somebody.Client()))).Details!.Keys;
}
