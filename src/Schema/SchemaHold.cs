using Npgsql;

namespace BraidMgr.Schema;

/// <summary>
/// Keeps migrations of a database waiting, and whoever else would hold it: one holder a database, until it is disposed or its session
/// ends, with the process that has it or, at the latest, half a minute after its machine is gone.
/// </summary>
public sealed class SchemaHold : IAsyncDisposable
{
    private const string EndSoon = "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=4";

    private readonly NpgsqlConnection _connection;
    private readonly AdvisoryLock _lock;

    private SchemaHold(NpgsqlConnection connection, AdvisoryLock single) => (_connection, _lock) = (connection, single);

    /// <summary>Waits until it has it.</summary>
    public static async Task<SchemaHold> TakeAsync(DatabaseServer server, string database, CancellationToken cancellationToken = default)
    {
        var connection = await OwnerConnection.OpenAsync(
            new NpgsqlConnectionStringBuilder(server.ConnectionString(database)) { Options = EndSoon }.ConnectionString, cancellationToken);
        try
        {
            return new SchemaHold(connection, await AdvisoryLock.TakeAsync(connection, AdvisoryLock.Migrate, cancellationToken));
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes sure that it is held still.</summary>
    /// <exception cref="NpgsqlException">The session has ended: somebody else may hold it by now.</exception>
    public Task RequireAsync(CancellationToken cancellationToken = default) => _connection.RunAsync("select 1", cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _lock.DisposeAsync();
        }
        catch (NpgsqlException)
        {
            // The session has ended, and the lock with it.
        }

        await _connection.DisposeAsync();
    }
}
