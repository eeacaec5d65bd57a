using System.Text.Json;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Operations;
using BraidMgr.Grains.Operations.Migrations;
using BraidMgr.Grains.Tests.Accounts;
using BraidMgr.Schema;
using Microsoft.Extensions.DependencyInjection;

namespace BraidMgr.Grains.Tests.Operations;

/// <summary>Organizations' databases are migrated while they serve, and what is wrong with one is found, named, and stops no other.</summary>
[Trait("Category", "Long")]
public sealed class MigrateOrgsTests : IAsyncLifetime
{
    private static readonly Migration Newest = MigrationSet.Of(DatabaseKind.Org).All[^1];

    private readonly GrainsHost _host = new()
    {
        Extra = services => services.Configure<MigrationOptions>(options => (options.LockTimeoutMilliseconds, options.LockPatienceSeconds) = (50, 1)),
    };

    public Task InitializeAsync() => _host.InitializeAsync();

    public Task DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task One_locked_one_broken_and_one_falsely_recorded_are_named_and_the_others_are_finished()
    {
        var good = await Old();
        var locked = await Old();
        var broken = await Old();
        var liar = await Old();
        await using var holder = await locked.ExecuteAsync(_host, "begin; lock table schema_migrations in access exclusive mode");
        await (await broken.ExecuteAsync(_host, "drop schema public cascade; create schema public authorization braid_owner; create table org_owner (organization_id uuid); "
            + $"insert into org_owner values ('{broken.Id}')")).DisposeAsync();
        await (await liar.ExecuteAsync(_host, "insert into schema_migrations (version, name, checksum, duration_ms) "
            + $"values ({Newest.Version}, '{Newest.Name}', '{Newest.Checksum}', 1)")).DisposeAsync();

        var first = await Migrate(new(null, 2, null, null, DryRun: false, Central: false));

        first.State.ShouldBe(RunState.Failed);
        Step(first, good).State.ShouldBe(RunState.Done, Step(first, good).Message);
        Step(first, locked).Message!.ShouldContain("waited in vain for a lock");
        Step(first, broken).Message!.ShouldContain("0001_ownership failed");
        Step(first, liar).Message!.ShouldContain("is not what its migrations build");
        var status = await Status();
        status[good.Slug].State.ShouldBe("current");
        status[liar.Slug].State.ShouldBe("drifted");
        status[liar.Slug].Drift.ShouldNotBeEmpty();
        status[broken.Slug].LastError!.ShouldContain("0001_ownership failed");

        await holder.DisposeAsync();
        await (await liar.ExecuteAsync(_host, $"delete from schema_migrations where version = {Newest.Version}")).DisposeAsync();
        var second = await Migrate(new(null, 2, null, [broken.Slug], DryRun: false, Central: false));

        second.State.ShouldBe(RunState.Done, Told(second));
        Step(second, locked).Message!.ShouldContain($"applied {Newest}");
        Step(second, good).Message!.ShouldContain("already, verified");
        (await Status()).Values.Count(s => s.State == "current").ShouldBe(second.Total);
    }

    [Fact]
    public async Task Status_shows_central_and_who_is_being_moved_too_from_the_databases()
    {
        var old = await Old();
        await _host.Rows("update organizations set status = 'moving' where slug = $1", old.Slug);

        var status = await _host.Grains.Migrations().Status();
        status.Organizations.Single(s => s.Slug == old.Slug).ShouldSatisfyAllConditions(
            s => s.State.ShouldBe("moving"), s => s.Version.ShouldBe(Newest.Version - 1), s => s.Pending.ShouldBe([Newest.ToString()]));
        status.Total.ShouldBe(status.Organizations.Count - 1);
        (status.Central.Slug, status.Central.State, status.Central.Version).ShouldBe(("(central)", "current", status.CentralRequired));

        await _host.Rows("create index stray on organizations (name)");
        var drifted = (await _host.Grains.Migrations().Status()).Central;
        drifted.State.ShouldBe("drifted");
        drifted.Drift.ShouldContain(line => line.Contains("stray"));
    }

    [Fact]
    public async Task Staging_goes_first_and_when_it_fails_nobody_else_is_touched()
    {
        var (staging, other) = (await Old(), await Old());
        var holder = await staging.ExecuteAsync(_host, "begin; lock table schema_migrations in access exclusive mode");

        var failed = await Migrate(new(staging.Slug, null, null, null, DryRun: false, Central: true));

        failed.State.ShouldBe(RunState.Failed);
        failed.Message!.ShouldContain($"staging organization {staging.Slug} failed");
        Step(failed, other).State.ShouldBe(RunState.Waiting);
        (await Status())[other.Slug].State.ShouldBe("behind");

        await holder.DisposeAsync();
        var run = await Migrate(new(staging.Slug, null, [other.Slug], null, DryRun: false, Central: true));
        run.State.ShouldBe(RunState.Done, Told(run));
        run.Steps.Min(s => s.Change).ShouldBe(Step(run, staging).Change);
        run.Steps.Select(s => s.Name).ShouldBe([staging.Slug, other.Slug, "(central)"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_dry_run_says_what_it_would_do_and_does_not()
    {
        var old = await Old();
        Step(await Migrate(new(null, null, [old.Slug], null, DryRun: true, Central: false)), old).Message.ShouldBe($"would apply {Newest}");
        (await Status())[old.Slug].State.ShouldBe("behind");
    }

    [Fact]
    public async Task A_host_refuses_an_older_schema_and_says_how_to_mend_it_and_serves_once_it_is_migrated()
    {
        var old = await Old();
        var signedIn = await old.SignIn(_host);

        var refused = await Somebody.Error(() => _host.Grains.Projects(old.Id).List(signedIn.Caller()));
        refused.Kind.ShouldBe(ErrorKind.Unavailable);
        refused.Message.ShouldContain($"is at schema version {Newest.Version - 1}; this host needs {Newest.Version}. Run: braidmgr migrate orgs");

        (await Migrate(new(null, null, [old.Slug], null, DryRun: false, Central: false))).State.ShouldBe(RunState.Done);
        (await _host.Grains.Projects(old.Id).List(signedIn.Caller())).Total.ShouldBe(0);
    }

    [Fact]
    public async Task A_newer_schema_is_served_and_left_alone()
    {
        var old = await Old();
        await Migrate(new(null, null, [old.Slug], null, DryRun: false, Central: false));
        await (await old.ExecuteAsync(_host, "insert into schema_migrations (version, name, checksum, duration_ms) "
            + $"values ({Newest.Version + 1}, 'from_the_future', 'x', 1); create table from_the_future (id int)")).DisposeAsync();

        (await _host.Grains.Projects(old.Id).List((await old.SignIn(_host)).Caller())).Total.ShouldBe(0);
        (await Migrate(new(null, null, [old.Slug], null, DryRun: false, Central: false))).State.ShouldBe(RunState.Done);
        (await Status())[old.Slug].State.ShouldBe("newer");
    }

    [Fact]
    public async Task An_order_that_names_nobody_is_refused_before_it_begins()
    {
        var error = await Somebody.Error(() => _host.Grains.Migrations().Check(new("nobody", 0, ["nobody-else"], ["nor-this"], false, false)));
        error.Kind.ShouldBe(ErrorKind.Validation);
        error.Details!.Keys.ShouldBe(["concurrency", "staging", "only", "except"], ignoreOrder: true);
    }

    private Task<OldOrganization> Old() => OldOrganization.MakeAsync(_host);

    private static RunStep Step(Run run, OldOrganization organization) => run.Steps.Single(s => s.Name == organization.Slug);

    /// <summary>What a run says, for whoever reads why a test failed.</summary>
    private static string Told(Run run) => string.Join("; ", run.Steps.Select(s => $"{s.Name} {s.State}: {s.Message}").Prepend(run.Message));

    private async Task<Dictionary<string, SchemaStatus>> Status() =>
        (await _host.Grains.Migrations().Status()).Organizations.ToDictionary(s => s.Slug);

    private async Task<Run> Migrate(MigrateOrgs order)
    {
        await _host.Grains.Migrations().Check(order);
        var id = Guid.CreateVersion7();
        await _host.Grains.Runs().Start(new RunOrder(
            id, MigrateOrgsRun.Name, MigrateOrgsRun.Subject, JsonSerializer.Serialize(order, OperationsJson.Default.MigrateOrgs), "tests", null, "corr"));
        return await _host.EndOf(id);
    }
}
