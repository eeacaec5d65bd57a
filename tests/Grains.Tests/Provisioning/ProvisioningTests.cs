using BraidMgr.Contracts;
using BraidMgr.Contracts.Accounts;
using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Central;
using BraidMgr.Grains.Provisioning;
using BraidMgr.Grains.Tests.Accounts;
using BraidMgr.Testing;

namespace BraidMgr.Grains.Tests.Provisioning;

/// <summary>What dies before the commit point leaves nothing; what central does not know is left alone.</summary>
public sealed class ProvisioningTests(GrainsHost host) : IClassFixture<GrainsHost>
{
    private static readonly TimeSpan Abandoned = TimeSpan.FromSeconds(31);

    private readonly string _slug = Somebody.Slug();

    private string Database => DatabaseNames.Of(_slug);

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task What_was_abandoned_is_swept_and_the_slug_is_free_again(bool created, bool stamped)
    {
        var id = (await Reserve()).Id;
        await (created ? host.Server.CreateDatabaseAsync(Database) : Task.CompletedTask);
        await (stamped ? host.Server.StampOrganizationAsync(Database, id) : Task.CompletedTask);

        await Sweep();
        (await Status()).ShouldBe(["provisioning"], "it may still be under way");
        host.Time.Advance(Abandoned);
        await Sweep();

        (await Status()).ShouldBeEmpty();
        (await host.Server.ListOrgDatabasesAsync()).ShouldNotContain(Database);
        (await host.Register(slug: _slug)).User.OrgId.ShouldNotBe(id);
        (await Status()).ShouldBe(["active"]);
    }

    [Fact]
    public async Task The_running_host_sweeps_by_itself()
    {
        await Reserve();
        host.Time.Advance(Abandoned);

        await Eventually.Holds(async () => (await Status()).Count == 0);
    }

    [Fact]
    public async Task The_commit_point_cannot_be_reached_once_it_was_given_up()
    {
        var (reserved, owner) = (await Reserve(), await host.Register());
        await host.Central.Maintain(session => session.GiveUp(reserved));

        (await Activate(reserved, owner)).ShouldBe(0);
    }

    [Fact]
    public async Task What_was_committed_is_never_given_up()
    {
        var (reserved, owner) = (await Reserve(), await host.Register());
        (await Activate(reserved, owner)).ShouldBe(1);
        host.Time.Advance(Abandoned);

        await host.Service<AbandonedOrganizations>().GiveUp(reserved);
        await Sweep();

        (await Status()).ShouldBe(["active"]);
    }

    [Fact]
    public async Task Who_was_given_up_does_nothing_to_who_has_the_spare_after_it()
    {
        var server = (await host.Central.Run(session => session.AcceptingServerAddresses())).Single();
        var spare = new Spare(server, Guid.CreateVersion7());
        var owner = await host.Register();
        var late = await Reserve(spare);
        late.Id.ShouldBe(spare.Id);
        (await Reserve(Somebody.Slug(), spare)).Id.ShouldNotBe(spare.Id, "it is somebody's");
        host.Time.Advance(Abandoned);
        await Sweep();

        var next = await Reserve(spare);

        next.Id.ShouldBe(spare.Id);
        (await Activate(late, owner)).ShouldBe(0);
        (await host.Central.Run(session => session.RenameDatabase(late, Database + "_late"))).ShouldBe(0);
        await host.Service<AbandonedOrganizations>().GiveUp(late);
        (await Status()).ShouldBe(["provisioning"]);
        (await Activate(next, owner)).ShouldBe(1);
    }

    [Fact]
    public async Task An_organization_that_is_being_deleted_is_not_the_sweepers()
    {
        await host.Register(slug: _slug);
        await host.Rows("update organizations set status = 'deleting' where slug = $1", _slug);

        await Sweep();

        (await Status()).ShouldBe(["deleting"]);
        (await host.Server.ListOrgDatabasesAsync()).ShouldContain(Database);
    }

    [Fact]
    public async Task A_database_of_another_organization_is_never_dropped()
    {
        await Reserve();
        await host.Server.CreateDatabaseAsync(Database);
        var other = Guid.NewGuid();
        await host.Server.StampOrganizationAsync(Database, other);
        host.Time.Advance(Abandoned);

        await Sweep();

        (await Status()).ShouldBeEmpty();
        (await host.Server.ReadOrganizationIdAsync(Database)).ShouldBe(other);
        await host.Server.DropDatabaseAsync(Database);
    }

    [Fact, Trait("Category", "Long")]
    public async Task Several_hosts_sweep_at_once()
    {
        var slugs = Enumerable.Range(0, 6).Select(_ => Somebody.Slug()).ToList();
        foreach (var slug in slugs)
        {
            // In this order: the host sweeps by itself too.
            await host.Server.CreateDatabaseAsync(DatabaseNames.Of(slug));
            await host.Central.Transact(session => session.Reserve(Guid.NewGuid(), "Acme", slug, host.Time.Now() - Abandoned));
        }

        // What a server that writes much cannot drop in time waits for the next sweep.
        for (var i = 0; i < 4 && (await Left()).Count > 0; i++)
        {
            await Task.WhenAll(Sweep(), Sweep(), Sweep());
        }

        (await Left()).ShouldBeEmpty();
        (await host.Server.ListOrgDatabasesAsync()).ShouldNotContain(name => slugs.Select(DatabaseNames.Of).Contains(name));

        Task<List<string>> Left() => host.Rows("select slug from organizations where slug = any($1)", (object)slugs.ToArray());
    }

    [Fact]
    public async Task A_database_name_that_is_taken_on_the_server_gets_eight_digits_behind()
    {
        await host.Server.CreateDatabaseAsync(Database);

        var signedIn = await host.Register(slug: _slug);

        var name = (await host.Rows("select database_name from organizations where slug = $1", _slug)).Single();
        name.ShouldMatch($"^{Database}_[0-9a-f]{{8}}$");
        (await host.Server.ReadOrganizationIdAsync(name)).ShouldBe(signedIn.User.OrgId);
        (await host.Server.ReadOrganizationIdAsync(Database)).ShouldBeNull("it was not touched");
        await host.Server.DropDatabaseAsync(Database);
    }

    [Fact]
    public async Task A_database_that_central_does_not_know_is_reported_once_and_left_alone()
    {
        await host.Server.CreateDatabaseAsync(Database);
        var unknown = host.Service<UnknownDatabases>();
        for (var i = 0; i < 4; i++)
        {
            await unknown.Report(CancellationToken.None);
        }

        host.Logs.Count(Database).ShouldBe(1);
        (await host.Server.ListOrgDatabasesAsync()).ShouldContain(Database);
        await host.Server.DropDatabaseAsync(Database);
    }

    [Fact]
    public async Task A_server_that_cannot_be_reached_is_unavailable_and_leaves_nothing_for_long()
    {
        var (email, another) = (Somebody.Email(), await host.StartAnother());
        await host.Rows("update database_servers set port = 1");
        try
        {
            (await Somebody.ErrorKind(() => another.Register(email, _slug))).ShouldBe(ErrorKind.Unavailable);
        }
        finally
        {
            await host.Rows("update database_servers set port = $1", new Npgsql.NpgsqlConnectionStringBuilder(host.Server.ConnectionString("x")).Port);
        }

        (await host.Rows("select count(*) from users where email = $1", email)).ShouldBe(["0"]);
        (await Status()).ShouldBe(["deleting"]);
        await Sweep();
        (await another.Register(email, _slug)).User.Email.ShouldBe(email);
        await another.DisposeAsync();
    }

    [Fact]
    public async Task Rows_that_have_expired_are_deleted()
    {
        var signedIn = await host.Register();
        await host.Grains.Account(signedIn.User.Email).ForgotPassword(Somebody.Client());
        host.Time.Advance(TimeSpan.FromDays(9));
        var later = await host.Register();

        await host.Service<ExpiredRows>().Delete(CancellationToken.None);

        foreach (var table in new[] { "refresh_tokens", "email_verifications", "password_resets" })
        {
            (await host.Rows($"select count(*) from {table} where created_at < $1", host.Time.GetUtcNow().AddDays(-8).UtcDateTime)).ShouldBe(["0"], table);
        }

        (await host.Refresh(later)).User.ShouldBe(later.User);
    }

    private Task<ReservedOrganization> Reserve(params Spare[] offered) => Reserve(_slug, offered);

    private async Task<ReservedOrganization> Reserve(string slug, params Spare[] offered) =>
        (await host.Central.Transact(session => session.Reserve(Guid.NewGuid(), "Acme", slug, host.Time.Now(), null, offered)))!;

    private Task<int> Activate(ReservedOrganization reserved, SignedIn owner) =>
        host.Central.Run(session => session.Activate(reserved, owner.User.Id, host.Time.Now()));

    private Task<int> Sweep() => host.Service<AbandonedOrganizations>().Sweep(CancellationToken.None);

    private Task<List<string>> Status() => host.Rows("select status from organizations where slug = $1", _slug);
}
