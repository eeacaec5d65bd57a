namespace BraidMgr.Grains.Projects.Statements;

/// <summary>Replaces an item, if it still has the version that the change was made from. No row: it has not, or it or its project is gone.</summary>
[GenerateSerializer, Alias("braid.update-item")]
internal sealed record UpdateItem : ItemWrite
{
    private const string Statement = $"""
        {InputAndBefore}, changed AS (
            UPDATE items t
               SET type = i.type::item_type, title = i.title, description = i.description, workstream_id = i.workstream_id,
                   assigned_to = i.assigned_to, start_date = i.start_date, finish_date = i.finish_date,
                   duration_days = i.duration_days, deadline = i.deadline, draft = i.draft, client_visible = i.client_visible,
                   percent_complete = i.percent_complete, completed_on = i.completed_on, indicator = i.indicator::indicator,
                   priority = i.priority, rpt_out = i.rpt_out::text[], budget_amount = i.budget_amount,
                   version = t.version + 1, updated_at = now()
              FROM input i JOIN active_projects p ON p.id = i.project_id
             WHERE t.id = i.id AND t.project_id = i.project_id AND t.version = i.version AND t.deleted_at IS NULL
            RETURNING t.*
        ), audited AS (
            INSERT INTO audit_log (id, user_id, action, entity_type, entity_id, before_state, after_state, correlation_id, project_id)
            SELECT i.audit_id, i.user_id, 'update', 'item', t.id, to_jsonb(b), to_jsonb(t), i.correlation_id, t.project_id
              FROM input i JOIN changed t ON t.id = i.id JOIN before b ON b.id = i.id
        ), {CountAndAnswer}
        """;

    /// <inheritdoc/>
    internal override string Sql => Statement;
}
