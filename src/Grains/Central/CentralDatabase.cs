using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace BraidMgr.Grains.Central;

/// <summary>
/// The only door to the central database for serving: one pool, as the role <c>braid_app</c>. Whatever PostgreSQL answers
/// leaves here as an error of the catalogue, with the original inside. In traces, and in the log when it was slow, a piece of work has the
/// name of the method that asked for it.
/// </summary>
public sealed partial class CentralDatabase : IAsyncDisposable
{
    private readonly NpgsqlDataSource _owner;
    private readonly TimeSpan _slow;
    private readonly ILogger<CentralDatabase> _logger;

    /// <summary>Makes the pool; connections are opened on demand.</summary>
    public CentralDatabase(IOptions<CentralOptions> central, IOptions<PostgresOptions> postgres, ILogger<CentralDatabase> logger)
    {
        _logger = logger;
        _slow = TimeSpan.FromMilliseconds(central.Value.SlowMilliseconds);
        var owner = new NpgsqlConnectionStringBuilder(central.Value.ConnectionString);
        _owner = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(owner.ConnectionString)
        {
            Pooling = true,
            ApplicationName = "braidmgr maintenance",
            MaxPoolSize = 4,
            ConnectionIdleLifetime = 5,
            ConnectionPruningInterval = 5,
            Timeout = central.Value.ConnectTimeoutSeconds,
            CommandTimeout = central.Value.CommandTimeoutSeconds,
        });
        Source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder
        {
            Host = owner.Host,
            Port = owner.Port,
            Database = owner.Database,
            Username = Schema.Roles.App,
            Password = postgres.Value.AppPassword,
            ApplicationName = "braidmgr central",
            MaxPoolSize = central.Value.MaxPoolSize,
            Timeout = central.Value.ConnectTimeoutSeconds,
            CommandTimeout = central.Value.CommandTimeoutSeconds,
            // No statement changes the session, so that there is nothing to reset.
            NoResetOnClose = true,
            MaxAutoPrepare = 50,
            AutoPrepareMinUsages = 2,
        }.WithTrustOf(owner));
    }

    /// <summary>The pool.</summary>
    internal NpgsqlDataSource Source { get; }

    /// <summary>Runs statements that each commit by themselves.</summary>
    internal Task<T> Run<T>(
        Func<CentralSession, Task<T>> work, CancellationToken cancellationToken = default, [CallerMemberName] string name = "") =>
        On(Source, name, work, cancellationToken);

    /// <summary>
    /// Runs statements as one transaction, which is committed when this returns. An error means that nothing happened, but for
    /// <see cref="Orgs.OutcomeUnknownException"/>: the commit was sent and its answer was lost.
    /// </summary>
    internal Task<T> Transact<T>(
        Func<CentralSession, Task<T>> work, CancellationToken cancellationToken = default, [CallerMemberName] string name = "") =>
        On(Source, name, session => AgainWhenStale(session, () => InTransaction(session, work, cancellationToken)), cancellationToken);

    /// <summary>As <see cref="Transact"/>, with the owner's credentials: for what happens beside serving, such as sweeping.</summary>
    internal Task<T> Maintain<T>(
        Func<CentralSession, Task<T>> work, CancellationToken cancellationToken = default, [CallerMemberName] string name = "") =>
        On(_owner, name, session => InTransaction(session, work, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await _owner.DisposeAsync();
    }

    private async Task<T> On<T>(NpgsqlDataSource source, string name, Func<CentralSession, Task<T>> work, CancellationToken cancellationToken)
    {
        using var activity = Telemetry.Source.StartActivity($"central {name}", ActivityKind.Client);
        var began = Stopwatch.GetTimestamp();
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            return await Orgs.PreparedStatements.Guard(connection, () => work(new CentralSession(connection, cancellationToken)));
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException)
        {
            if (error is not PostgresException postgres || postgres.SqlState is "57P01" or "57P02" || Orgs.SqlStates.IsStalePlan(postgres))
            {
                // The server went away; the pool's other connections are broken too, and would each fail a request.
                source.Clear();
            }

            throw Orgs.SqlStates.Translate(error);
        }
        finally
        {
            if (Stopwatch.GetElapsedTime(began) is var took && took >= _slow)
            {
                LogSlow(name, (int)took.TotalMilliseconds);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Name} took {Milliseconds} ms in the central database")]
    private partial void LogSlow(string name, int milliseconds);

    // A migration changed what a prepared statement returns: rolled back as it is, the whole can run again.
    private static async Task<T> AgainWhenStale<T>(CentralSession session, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (PostgresException stale) when (Orgs.SqlStates.IsStalePlan(stale))
        {
            Orgs.PreparedStatements.Forget(session.Connection);
            return await work();
        }
    }

    private static async Task<T> InTransaction<T>(CentralSession session, Func<CentralSession, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var transaction = await session.Connection.BeginTransactionAsync(cancellationToken);
        var result = await work(session);
        try
        {
            await transaction.CommitAsync(cancellationToken);
        }
        catch (Exception error) when (error is not PostgresException refused || !Orgs.SqlStates.IsOwnError(refused))
        {
            throw Orgs.OutcomeUnknownException.Because(error);
        }

        return result;
    }
}
