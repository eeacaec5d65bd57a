using Npgsql;

namespace BraidMgr.Grains.Orgs.Statements;

/// <summary>Short names for reading columns.</summary>
internal static class Reading
{
    /// <summary>A column that may be null, of a value type.</summary>
    public static T? Value<T>(this NpgsqlDataReader row, int column)
        where T : struct => row.IsDBNull(column) ? null : row.GetFieldValue<T>(column);

    /// <summary>A text column that may be null.</summary>
    public static string? Text(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    /// <summary>All rows of the current result.</summary>
    public static async Task<List<T>> ReadAll<T>(
        this NpgsqlDataReader reader, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(read(reader));
        }

        return rows;
    }
}
