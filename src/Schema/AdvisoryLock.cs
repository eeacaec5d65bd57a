using Npgsql;

namespace BraidMgr.Schema;

/// <summary>A session's advisory lock: one holder a database, let go when disposed or when the session ends.</summary>
internal sealed class AdvisoryLock : IAsyncDisposable
{
    /// <summary>Migrating the database that one is connected to.</summary>
    internal const long Migrate = 0x42524149445F4D49; // "BRAID_MI"

    /// <summary>Roles and templates of a server; taken in its maintenance database.</summary>
    internal const long Server = 0x42524149445F5356; // "BRAID_SV"

    private readonly NpgsqlConnection _connection;
    private readonly long _key;

    private AdvisoryLock(NpgsqlConnection connection, long key) => (_connection, _key) = (connection, key);

    internal static async Task<AdvisoryLock> TakeAsync(NpgsqlConnection connection, long key, CancellationToken cancellationToken)
    {
        await connection.RunAsync($"select pg_advisory_lock({key})", cancellationToken);
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
