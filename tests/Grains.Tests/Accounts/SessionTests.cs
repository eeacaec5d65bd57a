using BraidMgr.Contracts;
using BraidMgr.Contracts.Accounts;
using BraidMgr.Contracts.Errors;

namespace BraidMgr.Grains.Tests.Accounts;

[Collection(SharedGrains.Name)]
public sealed class SessionTests(GrainsHost host)
{
    private readonly string _email = Somebody.Email();

    [Fact]
    public async Task A_refresh_token_is_exchanged_for_the_next_of_its_session()
    {
        var first = await host.Register(_email);
        var second = await host.Refresh(first);
        var third = await host.Refresh(second);

        third.RefreshToken.ShouldNotBe(second.RefreshToken);
        third.Caller().SessionId.ShouldBe(first.Caller().SessionId);
        third.User.ShouldBe(first.User);
        (await host.Authorize(third)).UserEmail.ShouldBe(_email);
    }

    [Fact]
    public async Task A_used_token_gets_a_successor_for_ten_seconds()
    {
        var first = await host.Register(_email);
        var answers = await Task.WhenAll(host.Refresh(first), host.Refresh(first), host.Refresh(first));

        answers.Select(a => a.RefreshToken).Distinct().Count().ShouldBe(3);
        (await host.Refresh(answers[2])).User.Email.ShouldBe(_email);
    }

    [Fact]
    public async Task Later_reuse_ends_the_session_with_all_its_tokens_and_is_audited()
    {
        var first = await host.Register(_email);
        var second = await host.Refresh(first);
        host.Time.Advance(TimeSpan.FromSeconds(11));

        (await Somebody.ErrorKind(() => host.Refresh(first))).ShouldBe(ErrorKind.Authentication);

        (await Somebody.ErrorKind(() => host.Refresh(second))).ShouldBe(ErrorKind.Authentication);
        (await Somebody.ErrorKind(() => host.Authorize(second))).ShouldBe(ErrorKind.Authentication);
        (await host.Rows("select count(*) from audit_log where user_id = $1 and action = 'refresh_reuse'", first.User.Id)).ShouldBe(["1"]);
        (await host.Authorize(await host.Login(_email))).UserEmail.ShouldBe(_email);
    }

    [Fact]
    public async Task A_token_ends_after_seven_days_unless_it_is_used()
    {
        var first = await host.Register(_email);
        host.Time.Advance(TimeSpan.FromDays(6));
        var second = await host.Refresh(first);
        host.Time.Advance(TimeSpan.FromDays(6));
        var third = await host.Refresh(second);
        host.Time.Advance(TimeSpan.FromDays(7));

        (await Somebody.ErrorKind(() => host.Refresh(third))).ShouldBe(ErrorKind.Authentication);
    }

    [Fact]
    public async Task A_made_up_token_and_one_of_another_session_are_refused()
    {
        var mine = await host.Register(_email);
        var other = await host.Register();
        var session = host.Grains.Session(mine.Caller().SessionId);

        (await Somebody.ErrorKind(() => session.Refresh(OpaqueToken.Create(mine.Caller().SessionId), Somebody.Client()))).ShouldBe(ErrorKind.Authentication);
        (await Somebody.ErrorKind(() => session.Refresh(other.RefreshToken, Somebody.Client()))).ShouldBe(ErrorKind.Authentication);
        (await host.Refresh(other)).User.ShouldBe(other.User);
    }

    [Fact]
    public async Task After_logging_out_no_token_of_the_session_is_good_on_any_host()
    {
        var signedIn = await host.Register(_email);
        await host.Authorize(signedIn);

        await host.Grains.Session(signedIn.Caller().SessionId).Logout(signedIn.RefreshToken, Somebody.Client());

        (await Somebody.ErrorKind(() => host.Authorize(signedIn))).ShouldBe(ErrorKind.Authentication);
        (await Somebody.ErrorKind(() => host.Refresh(signedIn))).ShouldBe(ErrorKind.Authentication);
        await host.Grains.User(signedIn.User.Id).Logout(signedIn.Change());
        (await host.Rows("select count(*) from audit_log where user_id = $1 and action = 'logout'", signedIn.User.Id)).ShouldBe(["1"]);
        var another = await host.StartAnother();
        (await Somebody.ErrorKind(() => another.Authorize(signedIn))).ShouldBe(ErrorKind.Authentication);
        (await another.Authorize(await another.Login(_email))).UserEmail.ShouldBe(_email);
        await another.DisposeAsync();
    }

    [Fact]
    public async Task Logging_out_with_a_token_that_is_not_good_says_nothing_and_does_nothing()
    {
        var signedIn = await host.Register(_email);
        await host.Grains.Session(signedIn.Caller().SessionId).Logout(OpaqueToken.Create(signedIn.Caller().SessionId), Somebody.Client());

        (await host.Refresh(signedIn)).User.Email.ShouldBe(_email);
    }

    [Fact]
    public async Task A_refresh_that_waits_while_all_sessions_are_ended_is_refused()
    {
        var signedIn = await host.Register(_email);
        await using var connection = await host.Connect();
        await using var transaction = await connection.BeginTransactionAsync();
        await Run("update users set sessions_valid_from = now() where id = $1");

        var refresh = host.Refresh(signedIn);
        await Task.Delay(300);
        refresh.IsCompleted.ShouldBeFalse();
        await Run("update refresh_tokens set revoked_at = now() where user_id = $1 and revoked_at is null");
        await transaction.CommitAsync();

        (await Somebody.ErrorKind(() => refresh)).ShouldBe(ErrorKind.Authentication);
        (await host.Rows("select count(*) from refresh_tokens where user_id = $1 and revoked_at is null", signedIn.User.Id)).ShouldBe(["0"]);

        async Task Run(string sql)
        {
            await using var command = new Npgsql.NpgsqlCommand(sql, connection);
            command.Parameters.Add(new() { Value = signedIn.User.Id });
            await command.ExecuteNonQueryAsync();
        }
    }
}
