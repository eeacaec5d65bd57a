using System.Text.Json;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Operations;
using BraidMgr.Grains.Operations.Runs;
using BraidMgr.Grains.Tests.Accounts;
using BraidMgr.Schema;
using BraidMgr.Testing;
using Npgsql;

namespace BraidMgr.Grains.Tests.Operations;

/// <summary>A deletion is seen through, also when the store is away; and once it has closed the organization nothing ends it.</summary>
public sealed class DeleteRunTests : IAsyncLifetime
{
    private readonly FailingStore.Failures _store = new();
    private readonly GrainsHost _host;
    private Guid _organization;
    private string _slug = "";
    private string _database = "";

    public DeleteRunTests() => _host = new GrainsHost { Extra = services => FailingStore.Add(services, _store) };

    public async Task InitializeAsync()
    {
        await _host.InitializeAsync();
        _organization = (await _host.Register()).User.OrgId!.Value;
        var named = (await _host.Rows("select slug, database_name from organizations where id = $1", _organization)).ShouldHaveSingleItem().Split('|');
        (_slug, _database) = (named[0], named[1]);
    }

    public Task DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_store_that_is_away_is_waited_for()
    {
        _store.Left = 1;
        await IsRemovedBy(await Order());
    }

    [Fact]
    public async Task One_that_failed_is_gone_on_with_by_the_next_without_another_grace_period()
    {
        await IsClosedAndFailed();
        (await Status()).ShouldBe("deleting");

        _store.Left = 0;
        var ended = await IsRemovedBy(await Order(graceHours: 24));
        (await _host.Grains.AdminOrganizations().VerifyStatement(ended.Steps[^1].Message)).Removed["earlier"].ShouldContain("before this one");
    }

    [Fact]
    public async Task What_other_runs_left_of_it_goes_too_and_the_statement_names_it()
    {
        var (restored, retired, others) = ($"{_database}_restored", $"{_database}_retired", $"{_database}_others");
        foreach (var (database, owner) in new[] { (restored, _organization), (retired, _organization), (others, Guid.NewGuid()) })
        {
            await _host.Server.CreateDatabaseAsync(database);
            await _host.Server.StampOrganizationAsync(database, owner);
        }

        await _host.Server.RetireAsync(retired, _organization, Guid.NewGuid());

        var ended = await IsRemovedBy(await Order());

        var there = await _host.Server.ListOrgDatabasesAsync();
        (there.Contains(restored), there.Contains(retired), there.Contains(others)).ShouldBe((false, false, true));
        var said = (await _host.Grains.AdminOrganizations().VerifyStatement(ended.Steps[^1].Message)).Removed["left_databases"];
        (said.Contains(restored + " on ", StringComparison.Ordinal), said.Contains(retired + " on ", StringComparison.Ordinal), said.Contains(others, StringComparison.Ordinal)).ShouldBe((true, true, false), said);
        await _host.Server.DropDatabaseAsync(others);
    }

    [Fact]
    public async Task Closed_it_cannot_be_cancelled_and_goes_on()
    {
        _store.Left = int.MaxValue;
        var run = await Order();
        await Eventually.Holds(() => _store.Left < int.MaxValue);

        (await Somebody.Error(() => _host.Grains.Run(run).Cancel())).Kind.ShouldBe(ErrorKind.Conflict);

        _store.Left = 0;
        await IsRemovedBy(run);
    }

    [Fact]
    public async Task What_goes_on_after_one_that_failed_cannot_be_cancelled_either()
    {
        await IsClosedAndFailed();
        _store.Left = int.MaxValue;
        var run = await Order();
        await Eventually.Holds(() => _store.Left < int.MaxValue);
        (await Somebody.Error(() => _host.Grains.Run(run).Cancel())).Kind.ShouldBe(ErrorKind.Conflict);
    }

    [Fact]
    public async Task Cancelled_before_it_is_closed_it_is_suspended()
    {
        Guid run;
        await using (var holder = await _host.Connect())
        {
            await _host.Rows("update organizations set status = 'suspended' where id = $1", _organization);
            await new NpgsqlCommand($"begin; select from organizations where id = '{_organization}' for update", holder).ExecuteNonQueryAsync();
            run = await Order();
            await Eventually.Holds(async () => (await _host.Grains.Run(run).Look(0)).Steps is [_, { State: RunState.Running }, ..]);
            await _host.Grains.Run(run).Cancel();
        }

        (await _host.EndOf(run)).State.ShouldBe(RunState.Cancelled);
        (await Status()).ShouldBe("suspended");
        (await _host.Server.ListOrgDatabasesAsync()).ShouldContain(_database);
    }

    // The moment between the commit that closes it and the end of that step cannot be met from outside.
    [Theory]
    [InlineData(RunState.Waiting, null, "suspended")]
    [InlineData(RunState.Running, null, "deleting")]
    [InlineData(RunState.Waiting, "yes", "deleting")]
    public async Task Closed_it_is_suspended_again_unless_something_may_be_gone(RunState drop, string? earlier, string status)
    {
        await _host.Rows("update organizations set status = 'deleting' where id = $1", _organization);
        var stored = new StoredRun { Steps = [new("drop the database", drop, null, 1)], Notes = { ["id"] = _organization.ToString() } };
        if (earlier is not null)
        {
            stored.Notes["earlier"] = earlier;
        }

        var kind = _host.Service<IEnumerable<IRunKind>>().Single(k => k.Kind == "delete");
        await kind.Undo(new RunContext(stored, () => Task.CompletedTask), CancellationToken.None);

        (await Status()).ShouldBe(status);
    }

    private async Task<string> Status() => (await _host.Rows("select status from organizations where id = $1", _organization)).ShouldHaveSingleItem();

    private async Task IsClosedAndFailed()
    {
        _store.Left = int.MaxValue;
        var run = await Order();
        await Eventually.Holds(() => _store.Left < int.MaxValue);
        _host.Time.Advance(TimeSpan.FromMinutes(11));
        (await _host.EndOf(run)).State.ShouldBe(RunState.Failed);
    }

    private async Task<Guid> Order(int graceHours = 0)
    {
        var id = Guid.CreateVersion7();
        var order = JsonSerializer.Serialize(new DeleteOrder(_slug, graceHours), OperationsJson.Default.DeleteOrder);
        await _host.Grains.Runs().Start(new RunOrder(id, "delete", $"organization {_slug}", order, "tests", null, "corr"));
        return id;
    }

    private async Task<Run> IsRemovedBy(Guid run)
    {
        var ended = await _host.EndOf(run);
        ended.State.ShouldBe(RunState.Done, ended.ToString());
        (await _host.Rows("select slug from organizations where id = $1", _organization)).ShouldBeEmpty();
        (await _host.Server.ListOrgDatabasesAsync()).ShouldNotContain(_database);
        return ended;
    }
}
