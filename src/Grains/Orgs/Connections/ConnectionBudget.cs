using BraidMgr.Contracts.Errors;

namespace BraidMgr.Grains.Orgs.Connections;

/// <summary>
/// The connections that this silo may hold to one PostgreSQL server, shared by all organizations on it (architecture, rule 9). A quarter
/// is kept for organizations that have none yet, and an organization without one takes an idle one of another at once. Who has some
/// already takes only from those who have more, or who did not use theirs for a second: shares become equal and then stay, where
/// connections that went to and fro would be opened anew for every query. Used from many grains at once.
/// </summary>
/// <param name="server">Host and port, for messages.</param>
/// <param name="limit">The server's <c>connection_budget</c>.</param>
/// <param name="silos">How many silos share it, as of now: each has an equal part. Null for one.</param>
internal sealed class ConnectionBudget(string server, int limit, Func<int>? silos = null)
{
    private readonly Lock _gate = new();
    private readonly HashSet<ConnectionPool> _pools = [];
    private readonly LinkedList<Renter> _waiting = new();
    private int _used;

    /// <summary>One tool at a time gathers connections: two that each had a part would wait for each other.</summary>
    public SemaphoreSlim ToolTurn { get; } = new(1);

    /// <summary>Connections that are open or being opened.</summary>
    public int Used
    {
        get
        {
            lock (_gate)
            {
                return _used;
            }
        }
    }

    /// <summary>The most there may be here: this silo's share. Never so few that nothing could be served.</summary>
    public int Limit => silos is null ? limit : Math.Max(Math.Min(2, limit), limit / Math.Max(1, silos()));

    /// <summary>Counts a pool among those whose idle connections may be taken.</summary>
    public void Join(ConnectionPool pool)
    {
        lock (_gate)
        {
            _pools.Add(pool);
        }
    }

    /// <summary>The pool is closed.</summary>
    public void Leave(ConnectionPool pool)
    {
        lock (_gate)
        {
            _pools.Remove(pool);
        }
    }

    /// <summary>Lets the renter open a connection now, or when there is room: then its answer is null instead of a connection.</summary>
    public void Ask(Renter renter)
    {
        lock (_gate)
        {
            if (HasRoomFor(renter) && renter.Grant())
            {
                _used++;
                return;
            }

            _waiting.AddLast(renter);
        }

        Borrow(renter);
    }

    /// <summary>Takes an idle connection from whoever has to lend one to a renter that waits.</summary>
    public void Borrow(Renter renter)
    {
        ConnectionPool? lender;
        lock (_gate)
        {
            lender = _pools.FirstOrDefault(pool => pool != renter.Pool && pool.CanLend(renter.Has));
        }

        lender?.CloseOneIdle();
    }

    /// <summary>The renter got a connection otherwise, or gave up.</summary>
    public void Forget(Renter renter)
    {
        lock (_gate)
        {
            _waiting.Remove(renter);
        }
    }

    /// <summary>A connection was closed, or could not be opened.</summary>
    public void Release()
    {
        lock (_gate)
        {
            _used--;
            GrantWhileThereIsRoom();
        }
    }

    /// <summary>Whether an organization waits that would take an idle connection of this pool.</summary>
    public bool IsWantedFrom(ConnectionPool pool)
    {
        lock (_gate)
        {
            // A silo that joined made the share of this one smaller.
            return _used > Limit || (_waiting.Count > 0 && _waiting.Any(renter => renter.Pool != pool && pool.CanLend(renter.Has)));
        }
    }

    /// <summary>What a renter is told that waited in vain.</summary>
    public BraidException Exhausted() => Error.Unavailable(
        $"The database server {server} has {Used} of {Limit} connections busy; raise its connection_budget ({limit}) or retry after 1 s.");

    // Of those for whom there is room, those who have fewest first, then in order of arrival.
    private void GrantWhileThereIsRoom()
    {
        for (var next = Next(); next is not null; next = Next())
        {
            _waiting.Remove(next);
            _used += next.Grant() ? 1 : 0;
        }
    }

    private Renter? Next() => _waiting.Where(HasRoomFor).MinBy(renter => renter.Has);

    private bool HasRoomFor(Renter renter)
    {
        var most = Limit;
        return renter.IsFirst ? _used < most : _used < most - (most / 4);
    }
}
