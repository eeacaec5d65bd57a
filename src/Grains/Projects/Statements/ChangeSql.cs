namespace BraidMgr.Grains.Projects.Statements;

/// <summary>
/// What statements of changes have in common, as parts of their WITH: <c>input</c> is what is wanted, a row a change, and <c>changed</c>
/// the rows as they then are.
/// </summary>
internal static class ChangeSql
{
    /// <summary>Keeps the rows as the answers under their idempotency keys.</summary>
    public const string Answered = """
        answered AS (
            INSERT INTO idempotency_keys (user_id, key, route, body_sha256, status, body)
            SELECT i.user_id, i.idem_key, i.idem_route, i.idem_sha256, 201, to_jsonb(c)
              FROM input i JOIN changed c ON c.id = i.id
             WHERE i.idem_key IS NOT NULL
        )
        """;

    /// <summary>Raises the versions of the projects by how much was changed in each.</summary>
    public const string Counted = """
        counted AS (
            UPDATE projects p
               SET version = p.version + n.changes, updated_at = now()
              FROM (SELECT i.project_id, count(*) AS changes FROM input i JOIN changed c ON c.id = i.id GROUP BY i.project_id) n
             WHERE p.id = n.project_id
            RETURNING p.*
        )
        """;
}
