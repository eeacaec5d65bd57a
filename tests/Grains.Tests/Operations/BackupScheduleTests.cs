using BraidMgr.Backups;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Operations;
using BraidMgr.Grains.Operations.Backups;
using BraidMgr.Grains.Tests.Accounts;
using BraidMgr.Testing;
using Microsoft.Extensions.Options;

namespace BraidMgr.Grains.Tests.Operations;

/// <summary>Who is not backed up by hand is backed up by the schedule, with the real pg_dump.</summary>
public sealed class BackupScheduleTests : IAsyncLifetime
{
    private readonly GrainsHost _host = new(settings => settings["Backup:EveryHours"] = "24");

    public Task InitializeAsync() => _host.InitializeAsync();

    public Task DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task An_organization_is_backed_up_when_it_or_its_newest_backup_is_a_day_old()
    {
        var old = (await _host.Register()).User.OrgId!.Value;
        await Look();
        (await Runs()).ShouldBeEmpty("nothing is a day old");

        await _host.Rows("update organizations set created_at = created_at - interval '25 hours' where id = $1", old);
        var young = (await _host.Register()).User.OrgId!.Value;
        await Look();
        var run = (await Runs()).ShouldHaveSingleItem();
        (run.Kind, run.State).ShouldBe((BackupRun.Name, RunState.Done), run.ToString());
        (await Backups(old)).ShouldBe(1);
        (await Backups(young)).ShouldBe(0);

        await Look();
        (await Runs()).Count.ShouldBe(1, "the one backup is new");

        // The moment that a backup holds is by the server's clock.
        _host.Time.Advance(TimeSpan.FromHours(25));
        await Look();
        (await Backups(old), await Backups(young)).ShouldBe((2, 1));
    }

    [Fact]
    public async Task The_central_database_is_backed_up_though_no_organization_is_due_and_again_an_hour_after_that_failed()
    {
        await Look();
        (await Runs()).ShouldBeEmpty("it is new");

        _host.Time.Advance(TimeSpan.FromHours(25));
        var options = _host.Service<IOptions<BackupOptions>>().Value;
        options.BinDirectory = "/nowhere";
        await Look();
        (await Runs()).ShouldHaveSingleItem().State.ShouldBe(RunState.Failed, "there is no pg_dump");

        options.BinDirectory = "";
        await Look();
        (await Runs()).Count.ShouldBe(1, "not with every look");

        _host.Time.Advance(TimeSpan.FromHours(1));
        await Look();
        (await Runs())[0].State.ShouldBe(RunState.Done);
        (await _host.Service<BackupStore>().List(BackupStore.Central)).Count.ShouldBe(1);
    }

    // A look, and the run that it may have ordered seen to its end.
    private async Task Look()
    {
        await _host.Service<BackupSchedule>().OrderDue(CancellationToken.None);
        await Eventually.Holds(async () => (await Runs()).TrueForAll(run => run.IsOver));
    }

    private async Task<List<Run>> Runs() => [.. (await _host.Grains.Runs().List()).Runs];

    private async Task<int> Backups(Guid organization) =>
        (await _host.Service<BackupStore>().List(BackupStore.ScopeOf(organization))).Count;
}
