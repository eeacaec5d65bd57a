using BraidMgr.Grains.Orgs.Statements;
using BraidMgr.Grains.Projects.Statements;
using Npgsql;

namespace BraidMgr.Grains.Access;

/// <summary>Takes all project roles of a person away, who is about to leave: coming back, they begin without any.</summary>
[GenerateSerializer, Immutable, Alias("braid.write.remove-roles-of-member")]
internal sealed record RemoveRolesOfMember([property: Id(0)] Guid UserId) : Write<ChangedProjects>
{
    private const string Statement = """
        WITH input AS (
            SELECT *
            FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::bytea[])
                WITH ORDINALITY AS i (user_id, audit_id, actor_id, correlation_id, key, route, body_sha256, ordinal)),
        removed AS (
            DELETE FROM user_project_roles r
            USING input i
            WHERE r.user_id = i.user_id
            RETURNING i.ordinal, i.actor_id, i.correlation_id, r.user_id, r.project_id, r.role),
        counted AS (
            UPDATE projects p SET version = p.version + n.changes, updated_at = now()
            FROM (SELECT project_id, count(*) AS changes FROM removed GROUP BY project_id) n
            WHERE p.id = n.project_id
            RETURNING p.id, p.version, p.next_item_num, p.updated_at),
        changed AS (
            SELECT r.ordinal, array_agg(c.id ORDER BY c.id) AS ids, array_agg(c.version ORDER BY c.id) AS versions,
                   array_agg(c.next_item_num ORDER BY c.id) AS numbers
            FROM removed r
            JOIN counted c ON c.id = r.project_id
            GROUP BY r.ordinal),
        logged AS (
            INSERT INTO audit_log (id, user_id, action, entity_type, entity_id, before_state, correlation_id, project_id)
            SELECT gen_random_uuid(), actor_id, 'delete', 'project_role', user_id,
                   jsonb_build_object('user_id', user_id, 'role', role), correlation_id, project_id
            FROM removed)
        SELECT i.ordinal, coalesce(c.ids, '{}'), coalesce(c.versions, '{}'), coalesce(c.numbers, '{}'), now()
        FROM input i
        LEFT JOIN changed c ON c.ordinal = i.ordinal
        """;

    /// <inheritdoc/>
    public override Guid Row => UserId;

    /// <inheritdoc/>
    public override IReadOnlyList<Guid>? CountsIn => null;

    internal override string Sql => Statement;

    internal override void Bind(SetParameters set) => set.Column((RemoveRolesOfMember w) => w.UserId).Context();

    internal override ChangedProjects Read(NpgsqlDataReader row) => ChangedProjects.Read(row, 1);
}
