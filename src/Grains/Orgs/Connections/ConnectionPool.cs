using System.Data;
using System.Diagnostics;
using Npgsql;

namespace BraidMgr.Grains.Orgs.Connections;

/// <summary>
/// One organization's connections. Npgsql's own pools cannot lend to each other, so the connections here are unpooled ones that this
/// keeps open: at most Pool:MaxSize of them, none for longer than Pool:IdleSeconds unused, all within the server's budget.
/// </summary>
internal sealed class ConnectionPool : IAsyncDisposable
{
    private const int LentAfterMilliseconds = 1000;

    private static readonly TimeSpan LongestPatience = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();

    // Who comes back last goes out first, so that what is not needed grows old at the front.
    private readonly List<Idle> _idle = [];
    private readonly LinkedList<Renter> _waiting = new();
    private readonly NpgsqlDataSource _source;
    private readonly ConnectionBudget _budget;
    private readonly PoolOptions _options;
    // How long it took to open the last one. So long is waited for one that is in use: mostly it comes back before another would be open, the
    // server keeps one less, and at worst it takes twice as long.
    private TimeSpan _opening;
    private int _open;
    private bool _closed;

    /// <summary>Opens nothing yet.</summary>
    /// <param name="source">Where to connect; it must not pool.</param>
    /// <param name="budget">The server's.</param>
    /// <param name="options">Bounds.</param>
    public ConnectionPool(NpgsqlDataSource source, ConnectionBudget budget, PoolOptions options)
    {
        (_source, _budget, _options) = (source, budget, options);
        budget.Join(this);
    }

    /// <summary>How many connections it has, or opens.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>
    /// Whether it has an idle connection for an organization that has so many: for one without any always, else when it has two more itself,
    /// or did not use it for a second.
    /// </summary>
    public bool CanLend(int has)
    {
        lock (_gate)
        {
            return _idle.Count > 0 && (has == 0 || _open > has + 1 || _idle[0].Since < Environment.TickCount64 - LentAfterMilliseconds);
        }
    }

    /// <summary>How many are open, and are in use.</summary>
    public (int Open, int Busy) Counts
    {
        get
        {
            lock (_gate)
            {
                return (_open, _open - _idle.Count);
            }
        }
    }

    /// <summary>A connection: an idle one, else a new one when there is room. UNAVAILABLE when there is none in time.</summary>
    public async Task<Lease> Rent(CancellationToken cancellationToken)
    {
        var renter = TakeIdleOrQueue(out var connection);
        if (renter is not null)
        {
            connection = await Answer(renter, cancellationToken);
        }

        return new Lease(this, connection ?? await OpenOne(cancellationToken));
    }

    /// <summary>Closes connections that nobody used for Pool:IdleSeconds, and one that somebody else needs.</summary>
    public void Prune()
    {
        var deadline = Environment.TickCount64 - (_options.IdleSeconds * 1000L);
        CloseIdle(idle => idle.Since < deadline);
        if (_budget.IsWantedFrom(this))
        {
            CloseOneIdle();
        }
    }

    /// <summary>Closes all that nobody uses: after an error of the connection the others are likely broken too.</summary>
    public void Clear() => CloseIdle(_ => true);

    /// <summary>Closes the one that nobody used for the longest time, for somebody else's sake.</summary>
    public void CloseOneIdle()
    {
        Idle idle;
        lock (_gate)
        {
            if (_idle.Count == 0)
            {
                return;
            }

            idle = _idle[0];
            _idle.RemoveAt(0);
            _open--;
        }

        Close(idle.Connection);
    }

    /// <summary>Closes what is idle; what is in use is closed when it comes back.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _closed = true;
        }

        Clear();
        _budget.Leave(this);
        await _source.DisposeAsync();
    }

    private Renter? TakeIdleOrQueue(out NpgsqlConnection? connection)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            if (_idle.Count > 0)
            {
                connection = _idle[^1].Connection;
                _idle.RemoveAt(_idle.Count - 1);
                return null;
            }

            connection = null;
            var renter = new Renter(this, isFirst: _open == 0, isPatient: _waiting.Count < _open);
            _waiting.AddLast(renter);
            return renter;
        }
    }

    private async Task<NpgsqlConnection?> Answer(Renter renter, CancellationToken cancellationToken)
    {
        try
        {
            return await Wait(renter, cancellationToken);
        }
        catch (TimeoutException) when (renter.GiveUp())
        {
            throw _budget.Exhausted();
        }
        catch (OperationCanceledException) when (renter.GiveUp())
        {
            throw;
        }
        catch (Exception error) when (error is TimeoutException or OperationCanceledException)
        {
            // Answered at the last moment after all.
            return await renter.Answer;
        }
        finally
        {
            _budget.Forget(renter);
            lock (_gate)
            {
                _waiting.Remove(renter);
            }
        }
    }

    private async Task<NpgsqlConnection?> Wait(Renter renter, CancellationToken cancellationToken)
    {
        if (renter.IsPatient && await Task.WhenAny(renter.Answer, Task.Delay(_opening, cancellationToken)) == renter.Answer)
        {
            return await renter.Answer;
        }

        // What nobody had to lend before may have grown old meanwhile.
        _budget.Ask(renter);
        for (var left = TimeSpan.FromSeconds(_options.QueueTimeoutSeconds); left > AskAgainAfter; left -= AskAgainAfter)
        {
            try
            {
                return await renter.Answer.WaitAsync(AskAgainAfter, cancellationToken);
            }
            catch (TimeoutException)
            {
                _budget.Borrow(renter);
            }
        }

        return await renter.Answer.WaitAsync(AskAgainAfter, cancellationToken);
    }

    private async Task<NpgsqlConnection> OpenOne(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _open++;
        }

        try
        {
            var began = Stopwatch.GetTimestamp();
            var connection = await _source.OpenConnectionAsync(cancellationToken);
            var took = Stopwatch.GetElapsedTime(began);
            _opening = took < LongestPatience ? took : LongestPatience;
            return connection;
        }
        catch
        {
            lock (_gate)
            {
                _open--;
            }

            _budget.Release();
            throw;
        }
    }

    private void Return(NpgsqlConnection connection)
    {
        if (connection.FullState != ConnectionState.Open)
        {
            // What broke this one, such as a restart of the server, has likely broken the idle ones too.
            Clear();
            Drop(connection);
        }
        else if (!Keep(connection))
        {
            Drop(connection);
        }
        else if (_budget.IsWantedFrom(this))
        {
            // Who began to wait before this became idle did not find it.
            CloseOneIdle();
        }
    }

    private bool Keep(NpgsqlConnection connection)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return false;
            }

            while (_waiting.First is { } first)
            {
                _waiting.RemoveFirst();
                if (first.Value.Hand(connection))
                {
                    return true;
                }
            }

            _idle.Add(new Idle(connection, Environment.TickCount64));
            return true;
        }
    }

    private void Drop(NpgsqlConnection connection)
    {
        lock (_gate)
        {
            _open--;
        }

        Close(connection);
    }

    private void CloseIdle(Predicate<Idle> which)
    {
        List<Idle> closing;
        lock (_gate)
        {
            closing = _idle.FindAll(which);
            _idle.RemoveAll(which);
            _open -= closing.Count;
        }

        closing.ForEach(idle => Close(idle.Connection));
    }

    private void Close(NpgsqlConnection connection)
    {
        connection.Dispose();
        _budget.Release();
    }

    /// <summary>A rented connection; disposing gives it back.</summary>
    public readonly struct Lease(ConnectionPool pool, NpgsqlConnection connection) : IDisposable
    {
        /// <summary>The connection.</summary>
        public NpgsqlConnection Connection { get; } = connection;

        /// <inheritdoc/>
        public void Dispose() => pool.Return(Connection);
    }

    private readonly record struct Idle(NpgsqlConnection Connection, long Since);
}
