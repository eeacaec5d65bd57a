using BraidMgr.Contracts;
using BraidMgr.Contracts.Operations;
using BraidMgr.Grains.Operations.Runs;
using BraidMgr.Grains.Tests.Accounts;
using BraidMgr.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace BraidMgr.Grains.Tests.Operations;

/// <summary>A run whose server is lost goes on when it is back, and ends as what it did.</summary>
[Trait("Category", "Long")]
public sealed class RunServerLostTests : IAsyncLifetime
{
    private readonly Counting _work = new();
    private PostgresServer _server = null!;
    private GrainsHost _host = null!;

    public async Task InitializeAsync()
    {
        _server = await PostgresServer.StartNewAsync();
        _host = new GrainsHost(_server) { Extra = services => services.AddSingleton<IRunKind>(_work) };
        await _host.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _server.DisposeAsync();
        _work.Dispose();
    }

    [Fact]
    public async Task Lost_while_it_works()
    {
        var id = await TwoSteps();
        await _server.KillAsync();
        _work.Let(1);
        await IsBeyondThat(id, RunState.Done, Counting.Steps);
    }

    [Theory]
    [InlineData(RunState.Done, 3)]
    [InlineData(RunState.Cancelled, 2)]
    public async Task Lost_while_it_ends(RunState state, int steps)
    {
        var id = await TwoSteps();
        await using (var holder = await _host.Connect())
        {
            await new NpgsqlCommand("begin; lock table audit_log in exclusive mode", holder).ExecuteNonQueryAsync();
            await (state == RunState.Done ? Let() : _host.Grains.Run(id).Cancel());
            await _host.SomebodyWaits();
            await _server.KillAsync();
        }

        await IsBeyondThat(id, state, Counting.Steps.Take(steps));
    }

    [Fact]
    public async Task A_connection_lost_while_it_is_stored()
    {
        var id = await TwoSteps();
        await using (var holder = await _host.Connect())
        {
            await new NpgsqlCommand("begin; lock table orleansstorage in exclusive mode", holder).ExecuteNonQueryAsync();
            _work.Let(1);
            await _host.SomebodyWaits();
            await _host.Rows(GrainsHost.WaitsSql.Replace("select 1", "select pg_terminate_backend(pid)", StringComparison.Ordinal));
        }

        await EndsAs(id, RunState.Done, Counting.Steps);
    }

    private Task Let()
    {
        _work.Let(1);
        return Task.CompletedTask;
    }

    private async Task<Guid> TwoSteps()
    {
        var order = new RunOrder(Guid.CreateVersion7(), Counting.Name, "all", "{}", "tests", null, "corr");
        await _host.Grains.Runs().Start(order);
        _work.Let(2);
        await Eventually.Holds(async () => (await _host.Grains.Run(order.Id).Look(0)).Succeeded == 2);
        return order.Id;
    }

    private async Task IsBeyondThat(Guid id, RunState state, IEnumerable<string> steps)
    {
        await Eventually.Holds(() => _host.Logs.Count($"Run {id} ({Counting.Name}) failed") > 0);
        (await _host.Grains.Run(id).Look(0)).IsOver.ShouldBeFalse();
        await _server.StartAsync();
        await EndsAs(id, state, steps);
    }

    private async Task EndsAs(Guid id, RunState state, IEnumerable<string> steps)
    {
        var ended = await _host.EndOf(id);
        (ended.State, ended.Succeeded, ended.Failed).ShouldBe((state, steps.Count(), 0), ended.Message);
        _work.Worked.ShouldBe(steps);
        (await _host.Rows("select distinct after_state ->> 'state' from audit_log where action = 'run_ended' and entity_id = $1", id))
            .ShouldBe([Labels<RunState>.Of(state)]);
    }
}
