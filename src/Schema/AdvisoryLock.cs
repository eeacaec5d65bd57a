using Npgsql;

namespace BraidMgr.Schema;

/// <summary>A session's advisory lock: one holder a database, let go when disposed or when the session ends.</summary>
internal sealed class AdvisoryLock : IAsyncDisposable
{
    /// <summary>Migrating the database that one is connected to.</summary>
    internal const long Migrate = 0x42524149445F4D49; // "BRAID_MI"

    /// <summary>Roles and templates of a server; taken in its maintenance database.</summary>
    internal const long Server = 0x42524149445F5356; // "BRAID_SV"

    /// <summary>The scratch database of a server; taken in its maintenance database.</summary>
    internal const long Scratch = 0x42524149445F5343; // "BRAID_SC"

    /// <summary>Making and dropping spare databases of a server; taken in its maintenance database.</summary>
    internal const long Spares = 0x42524149445F5350; // "BRAID_SP"

    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(50);

    private readonly NpgsqlConnection _connection;
    private readonly long _key;

    private AdvisoryLock(NpgsqlConnection connection, long key) => (_connection, _key) = (connection, key);

    /// <summary>
    /// Waits until it has the lock. It asks again and again: a session that waits inside of the server holds a snapshot, for which a
    /// CREATE INDEX CONCURRENTLY of the lock's holder would wait in turn.
    /// </summary>
    internal static async Task<AdvisoryLock> TakeAsync(NpgsqlConnection connection, long key, CancellationToken cancellationToken)
    {
        while (!await connection.AskAsync<bool>($"select pg_try_advisory_lock({key})", cancellationToken))
        {
            await Task.Delay(Every, cancellationToken);
        }

        return new AdvisoryLock(connection, key);
    }

    /// <summary>A connection that broke has lost its lock already.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_connection.State == System.Data.ConnectionState.Open)
        {
            await _connection.RunAsync($"select pg_advisory_unlock({_key})", CancellationToken.None);
        }
    }
}
