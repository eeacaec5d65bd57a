using Npgsql;

namespace BraidMgr.Backups;

/// <summary>The files that an organization's database names; the central database names none.</summary>
internal static class FilesOfDatabase
{
    private const string HasAnySql = "SELECT to_regclass('public.attachments') IS NOT NULL";

    private const string ListSql = "SELECT id, storage_key, size_bytes, encode(sha256, 'hex') FROM attachments ORDER BY id";

    private const string MoveSql = "UPDATE attachments a SET storage_key = m.key FROM unnest($1::uuid[], $2::text[]) AS m (id, key) WHERE a.id = m.id";

    /// <summary>All of them, as the connection's transaction sees them.</summary>
    public static async Task<List<BackedUpFile>> Read(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using (var any = new NpgsqlCommand(HasAnySql, connection))
        {
            if (await any.ExecuteScalarAsync(cancellationToken) is not true)
            {
                return [];
            }
        }

        await using var list = new NpgsqlCommand(ListSql, connection) { CommandTimeout = 0 };
        await using var row = await list.ExecuteReaderAsync(cancellationToken);
        var files = new List<BackedUpFile>();
        while (await row.ReadAsync(cancellationToken))
        {
            files.Add(new(row.GetGuid(0), row.GetString(1), row.GetInt64(2), row.GetString(3)));
        }

        return files;
    }

    /// <summary>Says where the bytes of files are from now on.</summary>
    public static async Task Move(NpgsqlConnection connection, IReadOnlyList<(Guid Id, string Key)> files, CancellationToken cancellationToken)
    {
        await using var move = new NpgsqlCommand(MoveSql, connection) { CommandTimeout = 0 };
        move.Parameters.Add(new NpgsqlParameter { Value = files.Select(f => f.Id).ToArray() });
        move.Parameters.Add(new NpgsqlParameter { Value = files.Select(f => f.Key).ToArray() });
        await move.ExecuteNonQueryAsync(cancellationToken);
    }
}
