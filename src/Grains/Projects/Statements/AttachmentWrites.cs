using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Orgs.Statements;
using Npgsql;
using NpgsqlTypes;

namespace BraidMgr.Grains.Projects.Statements;

/// <summary>A file at an item after a committed change, with what the change made of its project.</summary>
[GenerateSerializer, Immutable, Alias("braid.attachment-committed")]
internal sealed record AttachmentCommitted(StoredAttachment Stored, ProjectStamp Project);

/// <summary>A change of one file at an item.</summary>
[GenerateSerializer, Alias("braid.attachment-write")]
internal abstract record AttachmentWrite : Write<AttachmentCommitted>
{
    /// <summary>The parameters, as the columns of <c>input</c>.</summary>
    protected const string Input = """
        unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::bytea[],
               $7::uuid[], $8::uuid[], $9::uuid[], $10::text[], $11::text[], $12::bigint[], $13::bytea[], $14::text[])
        WITH ORDINALITY AS i (audit_id, user_id, correlation_id, idem_key, idem_route, idem_sha256,
               id, item_id, project_id, filename, content_type, size_bytes, sha256, storage_key, ordinal)
        """;

    /// <summary>What both statements end with.</summary>
    protected const string CountAndAnswer = $"""
        {ChangeSql.Counted}
        SELECT i.ordinal, {AttachmentSql.Columns}, {ProjectStamp.Columns}
          FROM input i JOIN changed c ON c.id = i.id JOIN counted p ON p.id = i.project_id
        """;

    /// <summary>The project, whose version rises.</summary>
    [Id(0)] public required Guid ProjectId { get; init; }

    /// <summary>The item.</summary>
    [Id(1)] public required Guid ItemId { get; init; }

    /// <summary>The file.</summary>
    [Id(2)] public required Guid AttachmentId { get; init; }

    /// <summary>What it is; null when it is deleted.</summary>
    [Id(3)] public UploadedFile? File { get; init; }

    /// <inheritdoc/>
    public override Guid Row => AttachmentId;

    /// <inheritdoc/>
    public override IReadOnlyList<Guid> DependsOn => [ProjectId, ItemId];

    /// <inheritdoc/>
    internal override void Bind(SetParameters set) => set.Context()
        .Column((AttachmentWrite w) => w.AttachmentId)
        .Column((AttachmentWrite w) => w.ItemId)
        .Column((AttachmentWrite w) => w.ProjectId)
        .Column((AttachmentWrite w) => w.File?.Filename)
        .Column((AttachmentWrite w) => w.File?.ContentType)
        .Column((AttachmentWrite w) => w.File?.SizeBytes)
        .Column((AttachmentWrite w) => w.File is { } file ? Convert.FromHexString(file.Sha256) : null, NpgsqlDbType.Bytea)
        .Column((AttachmentWrite w) => w.File?.StorageKey);

    /// <inheritdoc/>
    internal override AttachmentCommitted Read(NpgsqlDataReader row) => new(AttachmentSql.Read(row, 1), ProjectStamp.Read(row, 10));
}

/// <summary>Puts a stored file at an item. No row: the item, or its project, is gone.</summary>
[GenerateSerializer, Alias("braid.create-attachment")]
internal sealed record CreateAttachment : AttachmentWrite
{
    private const string Statement = $"""
        WITH input AS (
            SELECT * FROM {Input}
        ), changed AS (
            INSERT INTO attachments (id, item_id, filename, content_type, size_bytes, sha256, storage_key, uploaded_by)
            SELECT i.id, i.item_id, i.filename, i.content_type, i.size_bytes, i.sha256, i.storage_key, i.user_id
              FROM input i JOIN active_projects p ON p.id = i.project_id
              JOIN items t ON t.id = i.item_id AND t.project_id = i.project_id AND t.deleted_at IS NULL
            RETURNING *
        ), audited AS (
            INSERT INTO audit_log (id, user_id, action, entity_type, entity_id, after_state, correlation_id, project_id)
            SELECT i.audit_id, i.user_id, 'create', 'attachment', c.id, to_jsonb(c), i.correlation_id, i.project_id
              FROM input i JOIN changed c ON c.id = i.id
        ), {ChangeSql.Answered}, {CountAndAnswer}
        """;

    /// <inheritdoc/>
    internal override string Sql => Statement;
}

/// <summary>Takes a file from an item; its bytes are removed afterwards. No row: it, or its project, is gone already.</summary>
[GenerateSerializer, Alias("braid.delete-attachment")]
internal sealed record DeleteAttachment : AttachmentWrite
{
    private const string Statement = $"""
        WITH input AS (
            SELECT * FROM {Input}
        ), changed AS (
            DELETE FROM attachments c
             USING input i JOIN active_projects p ON p.id = i.project_id
             WHERE c.id = i.id AND c.item_id = i.item_id
            RETURNING c.*
        ), audited AS (
            INSERT INTO audit_log (id, user_id, action, entity_type, entity_id, before_state, correlation_id, project_id)
            SELECT i.audit_id, i.user_id, 'delete', 'attachment', c.id, to_jsonb(c), i.correlation_id, i.project_id
              FROM input i JOIN changed c ON c.id = i.id
        ), {CountAndAnswer}
        """;

    /// <inheritdoc/>
    internal override string Sql => Statement;
}
