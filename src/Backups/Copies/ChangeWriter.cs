using Npgsql;
using Npgsql.Replication.PgOutput.Messages;

namespace BraidMgr.Backups.Copies;

/// <summary>Makes changes of one database in another, in the order of their commits; several transactions there can be one here, never a part of one.</summary>
internal sealed class ChangeWriter(NpgsqlConnection target)
{
    private const int Enough = 500;

    private readonly Dictionary<uint, ChangedTable> _tables = [];
    private readonly List<NpgsqlBatchCommand> _gathered = [];
    private bool _isWithin;

    /// <summary>Whether something is gathered that can be written: whole transactions.</summary>
    public bool CanWrite => _gathered.Count > 0 && !_isWithin;

    /// <summary>How many changes were made.</summary>
    public long Changes { get; private set; }

    /// <summary>Takes a message of the stream.</summary>
    public async Task Take(PgOutputReplicationMessage message, CancellationToken cancellationToken)
    {
        switch (message)
        {
            case BeginMessage:
                _isWithin = true;
                break;
            case RelationMessage relation:
                _tables[relation.RelationId] = new ChangedTable(relation);
                break;
            case CommitMessage:
                _isWithin = false;
                if (_gathered.Count >= Enough)
                {
                    await Write(cancellationToken);
                }

                break;
            default:
                await Gather(message, cancellationToken);
                break;
        }
    }

    /// <summary>Writes and commits what is gathered.</summary>
    public async Task Write(CancellationToken cancellationToken)
    {
        if (_gathered.Count == 0)
        {
            return;
        }

        await using var batch = new NpgsqlBatch(target) { Timeout = 0 };
        _gathered.ForEach(batch.BatchCommands.Add);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        Changes += _gathered.Count;
        _gathered.Clear();
    }

    private async Task Gather(PgOutputReplicationMessage message, CancellationToken cancellationToken)
    {
        switch (message)
        {
            case InsertMessage insert:
                _gathered.Add(Table(insert.Relation).Insert(await ChangedValue.ReadAll(insert.NewRow, cancellationToken)));
                break;
            case IndexUpdateMessage moved:
                var before = await ChangedValue.ReadAll(moved.Key, cancellationToken);
                _gathered.Add(Table(moved.Relation).Update(before, await ChangedValue.ReadAll(moved.NewRow, cancellationToken)));
                break;
            case DefaultUpdateMessage update:
                var row = await ChangedValue.ReadAll(update.NewRow, cancellationToken);
                _gathered.Add(Table(update.Relation).Update(row, row));
                break;
            case KeyDeleteMessage delete:
                _gathered.Add(Table(delete.Relation).Delete(await ChangedValue.ReadAll(delete.Key, cancellationToken)));
                break;
            case TruncateMessage truncate:
                _gathered.Add(ChangedTable.Truncate(truncate.Relations.Select(Table)));
                break;
            case TypeMessage or OriginMessage:
                break;
            default:
                throw new BackupException($"A change of a kind that cannot be followed: {message.GetType().Name}.");
        }
    }

    private ChangedTable Table(RelationMessage relation) => _tables[relation.RelationId];
}
