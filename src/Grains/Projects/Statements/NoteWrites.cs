using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Orgs.Statements;
using Npgsql;

namespace BraidMgr.Grains.Projects.Statements;

/// <summary>A note after a committed change, with what the change made of its project.</summary>
[GenerateSerializer, Immutable, Alias("braid.note-committed")]
internal sealed record NoteCommitted(ItemNote Note, ProjectStamp Project);

/// <summary>A change of one note.</summary>
[GenerateSerializer, Alias("braid.note-write")]
internal abstract record NoteWrite : Write<NoteCommitted>
{
    /// <summary>The parameters, as the columns of <c>input</c>.</summary>
    protected const string Input = """
        unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::bytea[],
               $7::uuid[], $8::uuid[], $9::uuid[], $10::date[], $11::text[])
        WITH ORDINALITY AS i (audit_id, user_id, correlation_id, idem_key, idem_route, idem_sha256,
               id, item_id, project_id, note_date, content, ordinal)
        """;

    /// <summary>What every statement about notes ends with.</summary>
    protected const string CountAndAnswer = $"""
        {ChangeSql.Counted}
        SELECT i.ordinal, c.id, c.item_id, c.note_date, c.content, c.created_by, c.created_at, {ProjectStamp.Columns}
          FROM input i JOIN changed c ON c.id = i.id JOIN counted p ON p.id = i.project_id
        """;

    /// <summary>The project, whose version rises.</summary>
    [Id(0)] public required Guid ProjectId { get; init; }

    /// <summary>The item.</summary>
    [Id(1)] public required Guid ItemId { get; init; }

    /// <summary>The note.</summary>
    [Id(2)] public required Guid NoteId { get; init; }

    /// <summary>Its day.</summary>
    [Id(3)] public DateOnly? NoteDate { get; init; }

    /// <summary>Its text.</summary>
    [Id(4)] public string? Content { get; init; }

    /// <inheritdoc/>
    public override Guid Row => NoteId;

    /// <inheritdoc/>
    public override IReadOnlyList<Guid> DependsOn => [ProjectId, ItemId];

    /// <inheritdoc/>
    internal override void Bind(SetParameters set) => set.Context()
        .Column((NoteWrite w) => w.NoteId)
        .Column((NoteWrite w) => w.ItemId)
        .Column((NoteWrite w) => w.ProjectId)
        .Column((NoteWrite w) => w.NoteDate)
        .Column((NoteWrite w) => w.Content);

    /// <inheritdoc/>
    internal override NoteCommitted Read(NpgsqlDataReader row) => new(NoteSql.Read(row, 1), ProjectStamp.Read(row, 7));
}

/// <summary>Adds a note. No row: the item, or its project, is gone.</summary>
[GenerateSerializer, Alias("braid.create-note")]
internal sealed record CreateNote : NoteWrite
{
    private const string Statement = $"""
        WITH input AS (
            SELECT * FROM {Input}
        ), changed AS (
            INSERT INTO item_notes (id, item_id, note_date, content, created_by)
            SELECT i.id, i.item_id, i.note_date, i.content, i.user_id
              FROM input i JOIN active_projects p ON p.id = i.project_id
              JOIN items t ON t.id = i.item_id AND t.project_id = i.project_id AND t.deleted_at IS NULL
            RETURNING *
        ), audited AS (
            INSERT INTO audit_log (id, user_id, action, entity_type, entity_id, after_state, correlation_id, project_id)
            SELECT i.audit_id, i.user_id, 'create', 'note', c.id, to_jsonb(c), i.correlation_id, i.project_id
              FROM input i JOIN changed c ON c.id = i.id
        ), {ChangeSql.Answered}, {CountAndAnswer}
        """;

    /// <inheritdoc/>
    internal override string Sql => Statement;
}

/// <summary>Changes a note's day or text, where given. No row: it, or its project, is gone.</summary>
[GenerateSerializer, Alias("braid.update-note")]
internal sealed record UpdateNote : NoteWrite
{
    private const string Statement = $"""
        WITH input AS (
            SELECT * FROM {Input}
        ), before AS (
            SELECT b.* FROM item_notes b JOIN input i ON i.id = b.id
        ), changed AS (
            UPDATE item_notes c
               SET note_date = coalesce(i.note_date, c.note_date), content = coalesce(i.content, c.content)
              FROM input i JOIN active_projects p ON p.id = i.project_id
             WHERE c.id = i.id AND c.item_id = i.item_id
            RETURNING c.*
        ), audited AS (
            INSERT INTO audit_log (id, user_id, action, entity_type, entity_id, before_state, after_state, correlation_id, project_id)
            SELECT i.audit_id, i.user_id, 'update', 'note', c.id, to_jsonb(b), to_jsonb(c), i.correlation_id, i.project_id
              FROM input i JOIN changed c ON c.id = i.id JOIN before b ON b.id = i.id
        ), {CountAndAnswer}
        """;

    /// <inheritdoc/>
    internal override string Sql => Statement;
}

/// <summary>Deletes a note. No row: it, or its project, is gone already.</summary>
[GenerateSerializer, Alias("braid.delete-note")]
internal sealed record DeleteNote : NoteWrite
{
    private const string Statement = $"""
        WITH input AS (
            SELECT * FROM {Input}
        ), changed AS (
            DELETE FROM item_notes c
             USING input i JOIN active_projects p ON p.id = i.project_id
             WHERE c.id = i.id AND c.item_id = i.item_id
            RETURNING c.*
        ), audited AS (
            INSERT INTO audit_log (id, user_id, action, entity_type, entity_id, before_state, correlation_id, project_id)
            SELECT i.audit_id, i.user_id, 'delete', 'note', c.id, to_jsonb(c), i.correlation_id, i.project_id
              FROM input i JOIN changed c ON c.id = i.id
        ), {CountAndAnswer}
        """;

    /// <inheritdoc/>
    internal override string Sql => Statement;
}
