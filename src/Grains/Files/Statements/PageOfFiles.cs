using BraidMgr.Grains.Orgs.Statements;
using Npgsql;

namespace BraidMgr.Grains.Files.Statements;

/// <summary>The next files at items of an organization, in order of ids, those of deleted items included.</summary>
[GenerateSerializer, Immutable, Alias("braid.page-of-files")]
internal sealed record PageOfFiles(Guid After, DateTime OldBefore) : Query<Rows<FileAtItem>>
{
    /// <summary>Files on a page.</summary>
    public const int Size = 1000;

    private static readonly string[] Statements =
        ["SELECT a.id, a.storage_key, a.created_at < $2 FROM attachments a WHERE a.id > $1 ORDER BY a.id LIMIT $3"];

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Sql => Statements;

    /// <inheritdoc/>
    internal override void Bind(NpgsqlParameterCollection parameters)
    {
        parameters.Add(new NpgsqlParameter<Guid> { TypedValue = After });
        parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = OldBefore });
        parameters.Add(new NpgsqlParameter<int> { TypedValue = Size });
    }

    /// <inheritdoc/>
    internal override async Task<Rows<FileAtItem>?> Read(NpgsqlDataReader reader, CancellationToken cancellationToken) =>
        new(await reader.ReadAll(row => new FileAtItem(row.GetGuid(0), row.GetString(1), row.GetBoolean(2)), cancellationToken));
}

/// <summary>A file at an item, and where its bytes should be.</summary>
[GenerateSerializer, Immutable, Alias("braid.file-at-item")]
internal sealed record FileAtItem(Guid Id, string StorageKey, bool IsOld);
