using System.Collections.Concurrent;
using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Orgs;
using BraidMgr.Grains.Orgs.Connections;
using Npgsql;

namespace BraidMgr.Grains.Tests.Orgs;

/// <summary>Rule 9 of the architecture: connections are bounded per organization and per server, and nobody keeps what others need.</summary>
public sealed class ConnectionPoolTests(OrgDatabaseFixture fixture) : IClassFixture<OrgDatabaseFixture>
{
    private static readonly PoolOptions Impatient = new() { QueueTimeoutSeconds = 1, IdleSeconds = 1 };

    [Fact]
    public async Task A_returned_connection_is_used_again()
    {
        await using var pool = fixture.Pool(new ConnectionBudget("s", 4));
        var first = await Rent(pool);
        first.Dispose();

        using var second = await Rent(pool);

        second.Connection.ProcessID.ShouldBe(first.Connection.ProcessID);
    }

    [Fact]
    public async Task No_other_is_opened_for_who_waits_shorter_than_that_would_take()
    {
        var opened = new List<int>();
        for (var round = 0; round < 20; round++)
        {
            await using var pool = fixture.Pool(new ConnectionBudget("s", 4));
            var first = await Rent(pool);
            var second = Rent(pool);
            first.Dispose();
            (await second).Dispose();
            opened.Add(pool.Open);
        }

        opened.ShouldContain(1, "a busy machine may take its time between any two lines, but not always");
    }

    [Fact]
    public async Task Who_waits_takes_an_idle_connection_of_somebody_else_at_once()
    {
        var budget = new ConnectionBudget("s", 2);
        await using var sleepy = fixture.Pool(budget);
        await using var busy = fixture.Pool(budget);
        var leases = new[] { await Rent(sleepy), await Rent(sleepy) };
        Array.ForEach(leases, lease => lease.Dispose());
        budget.Used.ShouldBe(2);

        using var lease = await Rent(busy).WaitAsync(TimeSpan.FromSeconds(2));

        budget.Used.ShouldBe(2);
    }

    [Fact]
    public async Task Organizations_that_are_all_busy_keep_what_they_have_once_they_have_alike()
    {
        var budget = new ConnectionBudget("s", 8);
        var pools = Enumerable.Range(0, 3).Select(_ => fixture.Pool(budget)).ToList();
        var opened = new ConcurrentDictionary<int, bool>();

        await Task.WhenAll(Enumerable.Range(0, 24).Select(i => Task.Run(async () =>
        {
            for (var round = 0; round < 60; round++)
            {
                using var lease = await Rent(pools[i % pools.Count]);
                opened[lease.Connection.ProcessID] = true;
                await Ask(lease);
            }
        })));

        // Two are kept for who has none: six for three, and a few more until the shares are alike.
        opened.Count.ShouldBeInRange(6, 14);
        foreach (var pool in pools)
        {
            pool.Open.ShouldBeInRange(1, 4);
            await pool.DisposeAsync();
        }
    }

    [Fact]
    public async Task Who_has_some_takes_what_another_did_not_use_for_a_second()
    {
        var budget = new ConnectionBudget("s", 4);
        await using var sleepy = fixture.Pool(budget);
        await using var busy = fixture.Pool(budget);
        using var held = await Rent(busy);
        var idle = new[] { await Rent(sleepy), await Rent(sleepy) };
        Array.ForEach(idle, lease => lease.Dispose());

        using var lease = await Rent(busy).WaitAsync(TimeSpan.FromSeconds(5));

        sleepy.Open.ShouldBe(1);
    }

    [Fact]
    public async Task Silos_share_a_server_equally_and_one_that_joins_gets_its_part()
    {
        var silos = 1;
        var budget = new ConnectionBudget("s", 8, () => silos);
        await using var pool = fixture.Pool(budget, Impatient);
        var leases = new[] { await Rent(pool), await Rent(pool), await Rent(pool), await Rent(pool) };

        silos = 4;
        var error = await Should.ThrowAsync<BraidException>(() => Rent(pool));
        Array.ForEach(leases, lease => lease.Dispose());

        error.Message.ShouldContain("connection_budget (8)");
        budget.Limit.ShouldBe(2);
        budget.Used.ShouldBe(2, "what is above the share is closed as it comes back");
    }

    [Fact]
    public async Task A_quarter_is_kept_for_organizations_that_have_none()
    {
        var budget = new ConnectionBudget("s", 4);
        await using var greedy = fixture.Pool(budget, Impatient);
        await using var modest = fixture.Pool(budget, Impatient);
        var leases = new[] { await Rent(greedy), await Rent(greedy), await Rent(greedy) };

        var error = await Should.ThrowAsync<BraidException>(() => Rent(greedy));
        using var first = await Rent(modest);

        error.Kind.ShouldBe(ErrorKind.Unavailable);
        error.Message.ShouldContain("connection_budget (4)");
        Array.ForEach(leases, lease => lease.Dispose());
    }

    [Fact]
    public async Task Tools_count_wait_for_room_and_leave_a_quarter_to_organizations_that_have_none()
    {
        var budget = new ConnectionBudget("s", 8);
        await using var modest = fixture.Pool(budget, Impatient);
        var dump = await ToolConnections.Take(budget, 5, CancellationToken.None);
        budget.Used.ShouldBe(5);
        using var enough = new CancellationTokenSource();
        var given = ToolConnections.Take(budget, 4, enough.Token);
        given.IsCompleted.ShouldBeFalse();
        await enough.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => given);
        budget.Used.ShouldBe(5, "who gave up holds nothing");

        var restore = ToolConnections.Take(budget, 100, CancellationToken.None);
        using (await Rent(modest))
        {
            restore.IsCompleted.ShouldBeFalse();
            budget.Used.ShouldBe(7);
        }

        dump.Dispose();
        (await restore.WaitAsync(TimeSpan.FromSeconds(5))).Dispose();
        budget.Used.ShouldBeLessThanOrEqualTo(1, "what the organization has idle");
    }

    [Fact]
    public async Task Who_waits_for_room_is_served_by_a_connection_that_comes_back()
    {
        var budget = new ConnectionBudget("s", 4);
        await using var pool = fixture.Pool(budget);
        var leases = new[] { await Rent(pool), await Rent(pool), await Rent(pool) };
        var waiting = Rent(pool);
        await Task.Delay(100);
        waiting.IsCompleted.ShouldBeFalse();

        leases[0].Dispose();

        using var lease = await waiting.WaitAsync(TimeSpan.FromSeconds(2));
        lease.Connection.ProcessID.ShouldBe(leases[0].Connection.ProcessID);
        leases[1].Dispose();
        leases[2].Dispose();
    }

    [Fact]
    public async Task Nothing_is_held_by_the_idle()
    {
        var budget = new ConnectionBudget("s", 4);
        await using var pool = fixture.Pool(budget, Impatient);
        (await Rent(pool)).Dispose();
        budget.Used.ShouldBe(1);
        await Task.Delay(1100);

        pool.Prune();

        budget.Used.ShouldBe(0);
    }

    [Fact]
    public async Task A_broken_connection_is_not_lent_again()
    {
        var budget = new ConnectionBudget("s", 4);
        await using var pool = fixture.Pool(budget);
        using (var lease = await Rent(pool))
        {
            await fixture.Rows("select pg_terminate_backend($1)", lease.Connection.ProcessID);
            await Should.ThrowAsync<NpgsqlException>(() => Ask(lease));
        }

        budget.Used.ShouldBe(0);
        using var next = await Rent(pool);
        (await Ask(next)).ShouldBe(1);
    }

    [Fact]
    public async Task However_many_want_one_the_budget_holds()
    {
        var budget = new ConnectionBudget("s", 6);
        var pools = Enumerable.Range(0, 5).Select(_ => fixture.Pool(budget)).ToList();
        var most = 0;

        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(async () =>
        {
            for (var round = 0; round < 25; round++)
            {
                using var lease = await Rent(pools[(i + round) % pools.Count]);
                await Ask(lease);
                InterlockedMax(ref most, budget.Used);
            }
        })));

        most.ShouldBeInRange(2, 6);
        foreach (var pool in pools)
        {
            await pool.DisposeAsync();
        }

        budget.Used.ShouldBe(0);
    }

    private static Task<ConnectionPool.Lease> Rent(ConnectionPool pool) => pool.Rent(CancellationToken.None);

    private static async Task<object?> Ask(ConnectionPool.Lease lease)
    {
        await using var command = new NpgsqlCommand("select 1", lease.Connection);
        return await command.ExecuteScalarAsync();
    }

    private static void InterlockedMax(ref int most, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref most)) < value && Interlocked.CompareExchange(ref most, value, seen) != seen)
        {
        }
    }
}
