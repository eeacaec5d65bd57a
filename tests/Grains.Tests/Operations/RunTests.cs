using BraidMgr.Contracts;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Operations;
using BraidMgr.Grains.Operations.Runs;
using BraidMgr.Grains.Tests.Accounts;
using BraidMgr.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace BraidMgr.Grains.Tests.Operations;

/// <summary>A run is seen through, whatever host it takes.</summary>
public sealed class RunTests : IAsyncLifetime
{
    private readonly Counting _work = new();
    private readonly GrainsHost _host;

    public RunTests() => _host = new GrainsHost { Extra = services => services.AddSingleton<IRunKind>(_work) };

    public Task InitializeAsync() => _host.InitializeAsync();

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        _work.Dispose();
    }

    [Fact]
    public async Task It_does_its_steps_and_says_so()
    {
        _work.Let(3);
        var run = await _host.EndOf(await Start());

        (run.State, run.Total, run.Succeeded, run.Failed).ShouldBe((RunState.Done, 3, 3, 0));
        run.Steps.Select(s => s.Name).ShouldBe(Counting.Steps);
        (await _host.Grains.Runs().List()).Runs[0].Id.ShouldBe(run.Id);
        (await _host.Rows("select after_state ->> 'state' from audit_log where action = 'run_ended' and entity_id = $1", run.Id)).ShouldBe(["done"]);
    }

    [Fact]
    public async Task Another_host_goes_on_where_the_first_stopped_and_repeats_nothing()
    {
        var id = await Start();
        _work.Let(1);
        await Eventually.Holds(() => _work.Worked.Count == 1);
        await _host.DisposeAsync();

        var second = await _host.StartAnother();
        try
        {
            _work.Let(2);
            (await second.EndOf(id)).State.ShouldBe(RunState.Done);
            _work.Worked.ShouldBe(Counting.Steps);
        }
        finally
        {
            await second.DisposeAsync();
        }

        await _host.InitializeAsync();
    }

    [Fact]
    public async Task A_step_that_fails_stops_no_other_and_fails_the_run()
    {
        _work.Broken = "two";
        _work.Let(3);
        var run = await _host.EndOf(await Start());

        (run.State, run.Succeeded, run.Failed).ShouldBe((RunState.Failed, 2, 1));
        run.Steps.Single(s => s.State == RunState.Failed).Message.ShouldBe("it is broken");
    }

    [Fact]
    public async Task What_was_unavailable_is_tried_again()
    {
        _work.Unavailable = 1;
        _work.Let(3);
        (await _host.EndOf(await Start())).State.ShouldBe(RunState.Done);
    }

    [Fact]
    public async Task Cancelled_it_ends_and_what_was_done_stays_done()
    {
        var id = await Start();
        _work.Let(1);
        await Eventually.Holds(() => _work.Worked.Count == 1);
        await _host.Grains.Run(id).Cancel();

        var run = await _host.EndOf(id);
        (run.State, run.Succeeded, _work.Undone).ShouldBe((RunState.Cancelled, 1, 1));
    }

    [Fact]
    public async Task Cancelled_it_ends_when_what_it_left_could_be_undone()
    {
        _work.CannotUndo = 1;
        var id = await Start();
        await _host.Grains.Run(id).Cancel();

        (await _host.EndOf(id)).State.ShouldBe(RunState.Cancelled);
        _work.Undone.ShouldBe(1);
    }

    [Fact]
    public async Task Cancelled_and_lost_before_it_was_undone_it_is_undone_by_the_next_host()
    {
        _work.CannotUndo = int.MaxValue;
        var id = await Start();
        await _host.Grains.Run(id).Cancel();
        await Eventually.Holds(() => _work.CannotUndo < int.MaxValue);
        await _host.DisposeAsync();

        _work.CannotUndo = 0;
        var second = await _host.StartAnother();
        try
        {
            (await second.EndOf(id)).State.ShouldBe(RunState.Cancelled);
            _work.Undone.ShouldBe(1);
        }
        finally
        {
            await second.DisposeAsync();
        }

        await _host.InitializeAsync();
    }

    [Fact]
    public async Task What_fails_by_an_error_is_undone_and_what_is_done_is_not()
    {
        _work.Let(6);
        (await _host.EndOf(await Start())).State.ShouldBe(RunState.Done);
        _work.Undone.ShouldBe(0);

        _work.Error = Error.Conflict("It cannot be.");
        var run = await _host.EndOf(await Start());
        (run.State, run.Message, _work.Undone).ShouldBe((RunState.Failed, "It cannot be.", 1));
    }

    [Fact]
    public async Task What_cannot_be_undone_is_said()
    {
        _work.Let(3);
        _work.Error = Error.Conflict("It cannot be.");
        _work.CannotUndo = int.MaxValue;
        var id = await Start();
        await Eventually.Holds(() => _work.CannotUndo < int.MaxValue);
        _host.Time.Advance(TimeSpan.FromHours(2));

        var run = await _host.EndOf(id);
        (run.State, run.Message).ShouldBe((RunState.Failed, "It cannot be. What it left could not be undone: The server is away."));
    }

    [Fact]
    public async Task Of_two_with_one_subject_the_second_is_refused_while_the_first_is_under_way()
    {
        var first = await Start("acme");
        (await Somebody.Error(() => Start("acme"))).Kind.ShouldBe(ErrorKind.Conflict);
        await Start("another");
        _work.Let(6);
        await _host.EndOf(first);
        _work.Let(3);
        await Start("acme");
    }

    [Fact]
    public async Task Who_asks_with_a_number_gets_what_changed_since()
    {
        _work.Let(3);
        var run = await _host.EndOf(await Start());
        (await _host.Grains.Run(run.Id).Look(run.Change)).Steps.ShouldBeEmpty();
        var last = run.Steps.Max(s => s.Change);
        (await _host.Grains.Run(run.Id).Look(last - 1)).Steps.Select(s => s.Name).ShouldBe(["three"]);
    }

    [Fact]
    public async Task One_that_nobody_ordered_is_not_there() =>
        (await Somebody.Error(() => _host.Grains.Run(Guid.NewGuid()).Look(0))).Kind.ShouldBe(ErrorKind.NotFound);

    private async Task<Guid> Start(string subject = "all")
    {
        var order = new RunOrder(Guid.CreateVersion7(), Counting.Name, subject, "{}", "tests", null, "corr");
        await _host.Grains.Runs().Start(order);
        return order.Id;
    }
}
