using BraidMgr.Grains.Central;
using BraidMgr.Grains.Provisioning;

namespace BraidMgr.Grains.Orgs.Connections;

/// <summary>
/// The connections of tools to a server, such as pg_dump, pg_restore and the migrator, within this silo's share of its budget: they wait
/// for room like everybody else, and never take the quarter that is kept for organizations that have none.
/// </summary>
internal sealed class ToolConnections(CentralDatabase central, ConnectionBudgets budgets)
{
    /// <summary>Waits until a tool may open that many connections to a server; disposing says that they are closed.</summary>
    public async Task<IDisposable> Take(string host, int port, int count, CancellationToken cancellationToken) =>
        await Take(budgets.Of(host, port, await central.Run(session => session.ConnectionBudget(host, port), cancellationToken)), count, cancellationToken);

    /// <summary>The same of a budget. Less than asked for where the share is smaller: a tool that needs more than that runs all the same.</summary>
    internal static async Task<IDisposable> Take(ConnectionBudget budget, int count, CancellationToken cancellationToken)
    {
        var taken = new Taken(budget);
        await budget.ToolTurn.WaitAsync(cancellationToken);
        try
        {
            for (var wanted = Math.Min(count, Math.Max(1, budget.Limit - (budget.Limit / 4))); taken.Count < wanted; taken.Count++)
            {
                await One(budget, cancellationToken);
            }

            return taken;
        }
        catch
        {
            taken.Dispose();
            throw;
        }
        finally
        {
            budget.ToolTurn.Release();
        }
    }

    private static async Task One(ConnectionBudget budget, CancellationToken cancellationToken)
    {
        var renter = new Renter(null, isFirst: false);
        budget.Ask(renter);
        try
        {
            await renter.Answer.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (!renter.GiveUp())
        {
            // It was allowed at the last moment.
            budget.Release();
            throw;
        }
        finally
        {
            budget.Forget(renter);
        }
    }

    private sealed class Taken(ConnectionBudget budget) : IDisposable
    {
        public int Count { get; set; }

        public void Dispose()
        {
            for (; Count > 0; Count--)
            {
                budget.Release();
            }
        }
    }
}
