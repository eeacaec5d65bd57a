using System.Diagnostics;
using Npgsql;

namespace BraidMgr.Schema;

/// <summary>How a migration stands back behind what a database serves.</summary>
/// <param name="LockTimeout">How long one attempt waits for a lock: everything else that wants the table queues behind it meanwhile.</param>
/// <param name="Patience">How long it is tried again before the migration is given up; nothing of it is left then.</param>
public sealed record MigratorOptions(TimeSpan LockTimeout, TimeSpan Patience)
{
    /// <summary>One second an attempt, for a minute.</summary>
    public static MigratorOptions Default { get; } = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));

    /// <summary>Does something that needs locks, again while they are not to be had and there is patience.</summary>
    /// <exception cref="SchemaException">They were not to be had.</exception>
    internal async Task<T> WithPatienceAsync<T>(string what, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await work();
            }
            catch (PostgresException e) when (IsInTheWay(e) && clock.Elapsed < Patience)
            {
                await Task.Delay(Pause(attempt), cancellationToken);
            }
            catch (PostgresException e) when (IsInTheWay(e))
            {
                throw new SchemaException(
                    $"{what} waited in vain for a lock, {attempt} times within {clock.Elapsed.TotalSeconds:0} s; pg_stat_activity shows who holds it", e);
            }
        }
    }

    private static bool IsInTheWay(PostgresException e) =>
        e.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected;

    // Long enough that what queued behind the attempt is served before the next.
    private static TimeSpan Pause(int attempt) => TimeSpan.FromMilliseconds(Math.Min(2000, 100 * attempt) + Random.Shared.Next(100));
}
