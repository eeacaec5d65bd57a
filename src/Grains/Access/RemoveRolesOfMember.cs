using BraidMgr.Grains.Orgs.Statements;
using Npgsql;

namespace BraidMgr.Grains.Access;

/// <summary>How many rows a write has changed.</summary>
[GenerateSerializer, Immutable, Alias("braid.changed-rows")]
internal sealed record ChangedRows(int Count);

/// <summary>Takes all project roles of a person away, who is about to leave: coming back, they begin without any.</summary>
[GenerateSerializer, Immutable, Alias("braid.write.remove-roles-of-member")]
internal sealed record RemoveRolesOfMember([property: Id(0)] Guid UserId) : Write<ChangedRows>
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
        logged AS (
            INSERT INTO audit_log (id, user_id, action, entity_type, entity_id, before_state, correlation_id, project_id)
            SELECT gen_random_uuid(), actor_id, 'delete', 'project_role', user_id,
                   jsonb_build_object('user_id', user_id, 'role', role), correlation_id, project_id
            FROM removed)
        SELECT i.ordinal, count(r.ordinal)::int FROM input i LEFT JOIN removed r ON r.ordinal = i.ordinal GROUP BY i.ordinal
        """;

    /// <inheritdoc/>
    public override Guid Row => UserId;

    internal override string Sql => Statement;

    internal override void Bind(SetParameters set) => set.Column((RemoveRolesOfMember w) => w.UserId).Context();

    internal override ChangedRows Read(NpgsqlDataReader row) => new(row.GetInt32(1));
}
