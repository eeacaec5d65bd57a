using BraidMgr.Grains.Orgs;
using BraidMgr.Grains.Orgs.Statements;
using Microsoft.Extensions.Logging.Abstractions;

namespace BraidMgr.Grains.Tests.Orgs;

/// <summary>The loop that commits goes on, whatever becomes of a group.</summary>
public sealed class GroupCommitTests
{
    private readonly TaskFactory _turns = new(
        CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskContinuationOptions.None,
        new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler);

    // After a second, those who wait behind a group are looked at. The turns are busy then, and the group has ended when they go on.
    [Fact]
    public async Task What_waits_behind_a_group_that_ends_while_it_is_looked_at_is_answered()
    {
        var commits = new GroupCommit(Guid.Empty, Database, (_, _) => { }, new PoolOptions(), NullLogger.Instance);
        var first = await _turns.StartNew(() => commits.Add(Some()));
        var second = await _turns.StartNew(() => commits.Add(Some()));
        await Task.Delay(900);
        await _turns.StartNew(() => Thread.Sleep(300));

        await Task.WhenAll(Outcome.Of(first), Outcome.Of(second)).WaitAsync(TimeSpan.FromSeconds(30));

        (first.IsFaulted, second.IsFaulted).ShouldBe((true, true), "there is no database");

        static async Task<OrgDatabase> Database()
        {
            await Task.Delay(950);
            throw new TimeoutException("There is no database.");
        }
    }

    private static PurgeAnswers Some() => new() { Context = WriteContext.System };
}
