namespace BraidMgr.Grains.Projects.Statements;

/// <summary>Deletes an item softly, if it still has the version that was seen. No row: it has not, or it or its project is gone already.</summary>
[GenerateSerializer, Alias("braid.delete-item")]
internal sealed record DeleteItem : ItemWrite
{
    private const string Statement = $"""
        {InputAndBefore}, changed AS (
            UPDATE items t
               SET deleted_at = now(), version = t.version + 1, updated_at = now()
              FROM input i JOIN active_projects p ON p.id = i.project_id
             WHERE t.id = i.id AND t.project_id = i.project_id AND t.version = i.version AND t.deleted_at IS NULL
            RETURNING t.*
        ), audited AS (
            INSERT INTO audit_log (id, user_id, action, entity_type, entity_id, before_state, correlation_id, project_id)
            SELECT i.audit_id, i.user_id, 'delete', 'item', t.id, to_jsonb(b), i.correlation_id, t.project_id
              FROM input i JOIN changed t ON t.id = i.id JOIN before b ON b.id = i.id
        ), {CountAndAnswer}
        """;

    /// <inheritdoc/>
    internal override string Sql => Statement;
}
