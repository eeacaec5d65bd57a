using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Accounts;
using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Accounts.Registering;

namespace BraidMgr.Grains.Tests.Accounts;

[Collection(SharedGrains.Name)]
public sealed class RegisterTests(GrainsHost host)
{
    [Fact]
    public async Task A_new_person_owns_an_organization_whose_database_is_theirs()
    {
        var slug = Somebody.Slug();
        var signedIn = await host.Register(slug: slug);

        signedIn.User.OrgRole.ShouldBe(OrgRole.Owner);
        (await host.Authorize(signedIn)).OrgRole.ShouldBe(OrgRole.Owner);
        (await host.Server.ReadOrganizationIdAsync($"braidmgr_org_{slug}")).ShouldBe(signedIn.User.OrgId);
        (await host.Rows("select status, database_name, created_by from organizations where slug = $1", slug))
            .ShouldBe([$"active|braidmgr_org_{slug}|{signedIn.User.Id}"]);
        (await host.Rows("select action from audit_log where user_id = $1 order by action", signedIn.User.Id)).ShouldBe(["create", "register"]);
    }

    [Fact]
    public async Task An_address_that_is_taken_is_a_conflict_in_any_case_of_letters()
    {
        var email = Somebody.Email();
        await host.Register(email);

        var again = Somebody.Registration(email.ToUpperInvariant());
        var error = await Somebody.Error(() => host.Grains.Account(again.Email!).Register(again, Somebody.Client(), null));

        error.Kind.ShouldBe(ErrorKind.Conflict);
        error.Details!.Keys.ShouldBe(["email"]);
        (await host.Rows("select count(*) from organizations where slug = $1", again.OrgSlug!)).ShouldBe(["0"]);
    }

    [Fact]
    public async Task A_slug_that_is_taken_is_a_conflict_and_leaves_nothing()
    {
        var slug = Somebody.Slug();
        await host.Register(slug: slug);
        var email = Somebody.Email();

        (await Somebody.ErrorKind(() => host.Register(email, slug))).ShouldBe(ErrorKind.Conflict);

        (await host.Rows("select count(*) from users where email = $1", email)).ShouldBe(["0"]);
        (await host.Register(email)).User.Email.ShouldBe(email);
    }

    [Fact]
    public async Task Without_a_slug_one_is_made_of_the_name_and_a_second_one_differs()
    {
        var name = "Größe & Söhne " + Guid.NewGuid().ToString("N")[..8];
        var slugs = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            var email = Somebody.Email();
            var signedIn = await host.Grains.Account(email).Register(new(email, Somebody.Password, "Bo", name), Somebody.Client(), null);
            slugs.AddRange(await host.Rows("select slug from organizations where id = $1", signedIn.User.OrgId!));
        }

        slugs[0].ShouldStartWith("gr-e-s-hne-");
        slugs[1].ShouldStartWith(slugs[0] + "-");
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_told_at_once()
    {
        var registration = new Registration("nobody", "short", " ", new string('x', 201), "-bad-");
        var error = await Somebody.Error(() => host.Grains.Account("nobody").Register(registration, Somebody.Client(), null));

        error.Kind.ShouldBe(ErrorKind.Validation);
        error.Details!.Keys.Order().ShouldBe(["email", "name", "org_name", "org_slug", "password"]);
        error.Details["password"].Length.ShouldBe(3);
    }

    [Theory]
    [InlineData("a@b..c")]
    [InlineData("a b@example.com")]
    [InlineData("a@exa mple.com")]
    [InlineData("a@-example.com")]
    [InlineData("ä@example.com")]
    [InlineData("a\0@example.com")]
    [InlineData("a@@example.com")]
    [InlineData(".a@example.com")]
    public async Task What_is_no_address_is_refused(string email)
    {
        var error = await Somebody.Error(() =>
            host.Grains.Account(email).Register(Somebody.Registration(email), Somebody.Client(), null));

        (error.Kind, error.Details!.Keys.Single()).ShouldBe((ErrorKind.Validation, "email"));
    }

    [Fact]
    public async Task One_address_registered_twice_at_once_becomes_one_person_and_one_organization()
    {
        // Past the grain, as two activations of it would.
        var email = Somebody.Email();
        var service = host.Service<RegistrationService>();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ =>
            Record.ExceptionAsync(() => service.Register(email, Somebody.Registration(email), Somebody.Client(), null))));

        outcomes.Count(o => o is null).ShouldBe(1);
        outcomes.OfType<BraidException>().ShouldAllBe(e => e.Kind == ErrorKind.Conflict);
        (await host.Rows("""
            select count(*) from users u
              join user_org_memberships m on m.user_id = u.id
              join organizations o on o.id = m.organization_id
             where u.email = $1
            """, email)).ShouldBe(["1"]);
        (await host.Rows("select count(*) from organizations where status <> 'active' and name = 'Acme'")).ShouldBe(["0"]);
    }

    [Fact]
    public async Task An_invitation_is_used_once_by_the_address_that_it_was_sent_to()
    {
        var owner = await host.Register();
        var (email, token) = (Somebody.Email(), OpaqueToken.Create(owner.User.OrgId!.Value));
        await host.Rows(
            "insert into invitations (id, org_id, org_role, email, token_hash, expires_at) values ($1, $2, 'admin', $3, $4, $5)",
            Guid.NewGuid(), owner.User.OrgId!, email, OpaqueToken.Hash(token), host.Time.GetUtcNow().AddDays(7).UtcDateTime);
        await host.Authorize(owner);

        (await Somebody.ErrorKind(() => Accept(Somebody.Email()))).ShouldBe(ErrorKind.Validation);
        var invited = await Accept(email);

        invited.User.OrgId.ShouldBe(owner.User.OrgId);
        (await host.Authorize(invited)).OrgRole.ShouldBe(OrgRole.Admin);
        (await host.Rows("select email_verified from users where email = $1", email)).ShouldBe(["True"]);
        (await Somebody.ErrorKind(() => Accept(Somebody.Email()))).ShouldBe(ErrorKind.Validation);

        Task<SignedIn> Accept(string address) => host.Grains.Account(address).Register(
            new(address, Somebody.Password, "Cy", InvitationToken: token), Somebody.Client(), null);
    }
}
