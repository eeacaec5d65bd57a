using Npgsql;
using Npgsql.Replication.PgOutput;
using Npgsql.Replication.PgOutput.Messages;
using NpgsqlTypes;

namespace BraidMgr.Backups.Copies;

/// <summary>A value of a changed row.</summary>
/// <param name="Text">As PostgreSQL writes it; null for null.</param>
/// <param name="IsSent">False for a long value that has not changed: it does not come again.</param>
internal readonly record struct ChangedValue(string? Text, bool IsSent)
{
    /// <summary>Reads the values of a row, in the order of its columns.</summary>
    public static async Task<List<ChangedValue>> ReadAll(ReplicationTuple row, CancellationToken cancellationToken)
    {
        var values = new List<ChangedValue>(row.NumColumns);
        await foreach (var value in row.WithCancellation(cancellationToken))
        {
            values.Add(value.Kind switch
            {
                TupleDataKind.Null => new(null, true),
                TupleDataKind.UnchangedToastedValue => new(null, false),
                _ => new(await value.Get<string>(cancellationToken), true),
            });
        }

        return values;
    }
}

/// <summary>A table as the stream of changes describes it, and the statements that make the same changes elsewhere. Each finds its row by the key.</summary>
internal sealed class ChangedTable
{
    private readonly string _name;
    private readonly string[] _columns;
    private readonly int[] _key;

    /// <summary>Takes the description over.</summary>
    public ChangedTable(RelationMessage relation)
    {
        _name = $"{CopyConnection.Quoted(relation.Namespace)}.{CopyConnection.Quoted(relation.RelationName)}";
        _columns = [.. relation.Columns.Select(c => CopyConnection.Quoted(c.ColumnName))];
        _key = [.. relation.Columns.Select((column, place) => (column, place))
            .Where(c => c.column.Flags.HasFlag(RelationMessage.Column.ColumnFlags.PartOfKey)).Select(c => c.place)];
    }

    /// <summary>A row that came.</summary>
    public NpgsqlBatchCommand Insert(List<ChangedValue> row) => Command(
        $"INSERT INTO {_name} ({string.Join(", ", _columns)}) VALUES ({string.Join(", ", row.Select((_, place) => $"${place + 1}"))})", row);

    /// <summary>A row that changed.</summary>
    /// <param name="key">The row as it was, as far as its key goes.</param>
    /// <param name="row">The row as it is.</param>
    public NpgsqlBatchCommand Update(List<ChangedValue> key, List<ChangedValue> row)
    {
        var sent = Enumerable.Range(0, row.Count).Where(place => row[place].IsSent).ToList();
        var sets = sent.Select((place, n) => $"{_columns[place]} = ${n + 1}");
        return Command($"UPDATE {_name} SET {string.Join(", ", sets)} WHERE {IsRow(sent.Count)}", [.. sent.Select(place => row[place]), .. KeyOf(key)]);
    }

    /// <summary>A row that went.</summary>
    public NpgsqlBatchCommand Delete(List<ChangedValue> key) => Command($"DELETE FROM {_name} WHERE {IsRow(0)}", KeyOf(key));

    /// <summary>All rows of some tables went, at once.</summary>
    public static NpgsqlBatchCommand Truncate(IEnumerable<ChangedTable> tables) => new($"TRUNCATE {string.Join(", ", tables.Select(t => t._name))}");

    private string IsRow(int before) => string.Join(" AND ", _key.Select((place, n) => $"{_columns[place]} = ${before + n + 1}"));

    private IEnumerable<ChangedValue> KeyOf(List<ChangedValue> row) => _key.Select(place => row[place]);

    // Texts without a type: the server takes each for what its column is.
    private static NpgsqlBatchCommand Command(string sql, IEnumerable<ChangedValue> values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Unknown, Value = (object?)value.Text ?? DBNull.Value });
        }

        return command;
    }
}
