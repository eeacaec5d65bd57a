using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Orgs.Statements;
using Npgsql;

namespace BraidMgr.Grains.Projects.Statements;

/// <summary>The columns of a file at an item.</summary>
internal static class AttachmentSql
{
    /// <summary>Its columns, of the alias <c>c</c>.</summary>
    public const string Columns = "c.id, c.item_id, c.filename, c.content_type, c.size_bytes, c.sha256, c.uploaded_by, c.created_at, c.storage_key";

    /// <summary>Reads one from column <paramref name="at"/> on.</summary>
    public static StoredAttachment Read(NpgsqlDataReader row, int at) => new(
        new Attachment(
            row.GetGuid(at),
            row.GetGuid(at + 1),
            row.GetString(at + 2),
            row.GetString(at + 3),
            row.GetInt64(at + 4),
            Convert.ToHexStringLower(row.GetFieldValue<byte[]>(at + 5)),
            row.Value<Guid>(at + 6),
            row.GetDateTime(at + 7)),
        row.GetString(at + 8));
}

/// <summary>The files at an item, oldest first.</summary>
[GenerateSerializer, Immutable, Alias("braid.list-attachments")]
internal sealed record ListAttachments(Guid ItemId) : Query<Rows<StoredAttachment>>
{
    private static readonly string[] Statements =
        [$"SELECT {AttachmentSql.Columns} FROM attachments c WHERE c.item_id = $1 ORDER BY c.id"];

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Sql => Statements;

    /// <inheritdoc/>
    internal override void Bind(NpgsqlParameterCollection parameters) =>
        parameters.Add(new NpgsqlParameter<Guid> { TypedValue = ItemId });

    /// <inheritdoc/>
    internal override async Task<Rows<StoredAttachment>?> Read(NpgsqlDataReader reader, CancellationToken cancellationToken) =>
        new(await reader.ReadAll(row => AttachmentSql.Read(row, 0), cancellationToken));
}

/// <summary>One file; null when it is not at the item.</summary>
[GenerateSerializer, Immutable, Alias("braid.find-attachment")]
internal sealed record FindAttachment(Guid ItemId, Guid AttachmentId) : Query<StoredAttachment>
{
    private static readonly string[] Statements = [$"SELECT {AttachmentSql.Columns} FROM attachments c WHERE c.item_id = $1 AND c.id = $2"];

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Sql => Statements;

    /// <inheritdoc/>
    internal override void Bind(NpgsqlParameterCollection parameters)
    {
        parameters.Add(new NpgsqlParameter<Guid> { TypedValue = ItemId });
        parameters.Add(new NpgsqlParameter<Guid> { TypedValue = AttachmentId });
    }

    /// <inheritdoc/>
    internal override async Task<StoredAttachment?> Read(NpgsqlDataReader reader, CancellationToken cancellationToken) =>
        await reader.ReadAsync(cancellationToken) ? AttachmentSql.Read(reader, 0) : null;
}
