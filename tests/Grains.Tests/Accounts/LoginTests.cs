using System.Diagnostics;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Accounts;
using BraidMgr.Grains.Accounts.Sessions;

namespace BraidMgr.Grains.Tests.Accounts;

[Collection(SharedGrains.Name)]
public sealed class LoginTests(GrainsHost host)
{
    private readonly string _email = Somebody.Email();

    [Fact]
    public async Task The_right_password_signs_in_to_the_organization_where_one_was_last()
    {
        var registered = await host.Register(_email);
        var second = await host.Grains.User(registered.User.Id).CreateOrganization(registered.Change(), new("Second", Somebody.Slug()));
        (await host.Login(_email)).User.OrgId.ShouldBe(registered.User.OrgId);

        await host.Grains.User(registered.User.Id).SwitchOrganization(registered.Change(), second.Id);

        (await host.Login(" " + _email.ToUpperInvariant())).User.OrgId.ShouldBe(second.Id);
        (await host.Login(_email, slug: second.Slug)).User.OrgId.ShouldBe(second.Id);
    }

    [Fact]
    public async Task The_slug_of_an_organization_of_others_is_not_found()
    {
        var slug = Somebody.Slug();
        await host.Register(slug: slug);
        await host.Register(_email);

        (await Somebody.ErrorKind(() => host.Login(_email, slug: slug))).ShouldBe(ErrorKind.NotFound);
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_address_look_alike()
    {
        await host.Register(_email);

        var wrong = await Somebody.Error(() => host.Login(_email, "Wrong-Passw0rd"));
        var unknown = await Somebody.Error(() => host.Login(Somebody.Email(), "Wrong-Passw0rd"));

        (wrong.Kind, wrong.Message).ShouldBe((unknown.Kind, unknown.Message));
        wrong.Kind.ShouldBe(ErrorKind.Authentication);
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_address_take_alike_long()
    {
        var known = new List<double>();
        var unknown = new List<double>();
        for (var i = 0; i < 7; i++)
        {
            var email = Somebody.Email();
            await host.Register(email);
            known.Add(await Time(email));
            unknown.Add(await Time(Somebody.Email()));
        }

        // Without the comparison with a dummy, the unknown would take a hundredth.
        var ratio = unknown.Order().ElementAt(3) / known.Order().ElementAt(3);
        ratio.ShouldBeInRange(0.4, 2.5);

        async Task<double> Time(string email)
        {
            var clock = Stopwatch.StartNew();
            await Somebody.Error(() => host.Login(email, "Wrong-Passw0rd"));
            return clock.Elapsed.TotalMilliseconds;
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Five_failures_close_the_account_for_a_quarter_of_an_hour_to_that_network_whether_it_exists_or_not(bool exists)
    {
        if (exists)
        {
            await host.Register(_email);
        }

        for (var i = 0; i < 5; i++)
        {
            (await Somebody.ErrorKind(() => host.Login(_email, "Wrong-Passw0rd"))).ShouldBe(ErrorKind.Authentication);
        }

        var closed = await Somebody.Error(() => host.Login(_email));
        closed.Kind.ShouldBe(ErrorKind.RateLimited);
        closed.RetryAfterSeconds!.Value.ShouldBeInRange(14 * 60, 15 * 60);
        var expected = exists ? null : (ErrorKind?)ErrorKind.Authentication;
        (await Outcome("198.51.100.0/24")).ShouldBe(expected);

        host.Time.Advance(TimeSpan.FromMinutes(15));
        (await Outcome("192.0.2.0/24")).ShouldBe(expected);
    }

    [Fact]
    public async Task A_success_forgets_the_failures_before_it()
    {
        await host.Register(_email);
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 4; i++)
            {
                (await Somebody.ErrorKind(() => host.Login(_email, "Wrong-Passw0rd"))).ShouldBe(ErrorKind.Authentication);
            }

            (await host.Login(_email)).User.Email.ShouldBe(_email);
        }
    }

    [Fact]
    public async Task Failures_of_an_account_that_exists_are_audited_and_sign_ins_are()
    {
        var registered = await host.Register(_email);
        await Somebody.Error(() => host.Login(_email, "Wrong-Passw0rd"));
        await host.Login(_email);

        (await host.Rows(
            "select action from audit_log where user_id = $1 and action like 'login%' order by created_at", registered.User.Id))
            .ShouldBe(["login_failed", "login"]);
    }

    [Fact]
    public async Task A_sign_in_that_proved_the_old_password_does_not_survive_the_new_one()
    {
        var registered = await host.Register(_email);
        var proved = await host.Central.Run(session => session.FindPerson(_email));
        await host.Grains.User(registered.User.Id).ChangePassword(registered.Change(), new(Somebody.Password, "Another-Passw0rd"));

        var begin = () => host.Service<SessionService>().Begin(proved!, null, "login", "corr");

        (await Somebody.ErrorKind(begin)).ShouldBe(ErrorKind.Authentication);
    }

    private async Task<ErrorKind?> Outcome(string network) =>
        (await Record.ExceptionAsync(() => host.Login(_email, network: network)) as BraidException)?.Kind;
}
