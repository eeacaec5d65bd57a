using System.Collections.Concurrent;
using Npgsql;
using Npgsql.Replication;
using Npgsql.Replication.PgOutput;
using Npgsql.Replication.PgOutput.Messages;

namespace BraidMgr.Backups.Copies;

/// <summary>
/// Reads the changes of a database from a replication slot and makes them in another one. The slot is temporary: it goes with the
/// session, so that whatever dies leaves nothing behind that would keep the server's log from being removed.
/// </summary>
internal sealed class ChangeFollower : IAsyncDisposable
{
    private const string MarkPrefix = "braidmgr";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly LogicalReplicationConnection _stream;
    private readonly NpgsqlConnection _source;
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _marks = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _following = Task.CompletedTask;

    private ChangeFollower(LogicalReplicationConnection stream, NpgsqlConnection source, PgOutputReplicationSlot slot) =>
        (_stream, _source, Slot) = (stream, source, slot);

    /// <summary>The slot; its snapshot can be read until <see cref="Start"/>.</summary>
    public PgOutputReplicationSlot Slot { get; }

    /// <summary>Makes a slot: what commits from now on comes through it. It waits for transactions that are under way on that server.</summary>
    public static async Task<ChangeFollower> Begin(CopiedDatabase from, NpgsqlConnection source, string slotName, CancellationToken cancellationToken)
    {
        var stream = new LogicalReplicationConnection(from.ConnectionString);
        try
        {
            await stream.Open(cancellationToken);
            stream.CommandTimeout = Patience;
            var slot = await stream.CreatePgOutputReplicationSlot(
                slotName, temporarySlot: true, slotSnapshotInitMode: LogicalSlotSnapshotInitMode.Export, cancellationToken: cancellationToken);
            return new ChangeFollower(stream, source, slot);
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    /// <summary>Begins to follow a publication.</summary>
    public void Start(string publication, ChangeWriter writer) => _following = Follow(publication, writer);

    /// <summary>Waits until everything is made that was committed before this was asked.</summary>
    public async Task CatchUp(CancellationToken cancellationToken)
    {
        var mark = Guid.NewGuid().ToString("N");
        var seen = _marks[mark] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _source.Run("SELECT pg_logical_emit_message(true, $1, $2)", cancellationToken, MarkPrefix, mark);
        var first = await Task.WhenAny(seen.Task, _following).WaitAsync(cancellationToken);
        await first;
        if (first == _following)
        {
            throw new BackupException("The stream of changes ended.");
        }
    }

    /// <summary>Follows no longer.</summary>
    public async Task Stop()
    {
        await _stop.CancelAsync();
        await _following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Stop();
        await _stream.DisposeAsync();
        _stop.Dispose();
    }

    private async Task Follow(string publication, ChangeWriter writer)
    {
        var options = new PgOutputReplicationOptions(publication, PgOutputProtocolVersion.V1, messages: true);
        await using var messages = _stream.StartReplication(Slot, options, _stop.Token).GetAsyncEnumerator(_stop.Token);
        while (true)
        {
            var next = messages.MoveNextAsync().AsTask();
            if (!next.IsCompleted && writer.CanWrite)
            {
                // Nothing more has come yet: what came need not wait for it.
                await writer.Write(_stop.Token);
            }

            if (!await next)
            {
                return;
            }

            await Take(messages.Current, writer);
            _stream.SetReplicationStatus(messages.Current.WalEnd);
        }
    }

    private async Task Take(PgOutputReplicationMessage message, ChangeWriter writer)
    {
        if (message is not LogicalDecodingMessage mark)
        {
            await writer.Take(message, _stop.Token);
            return;
        }

        using var reader = new StreamReader(mark.Data);
        var name = await reader.ReadToEndAsync(_stop.Token);
        if (mark.Prefix == MarkPrefix && _marks.TryRemove(name, out var seen))
        {
            // A mark is a transaction of its own: what is gathered is whole.
            await writer.Write(_stop.Token);
            seen.SetResult();
        }
    }
}
