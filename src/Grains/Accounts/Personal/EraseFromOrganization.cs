using BraidMgr.Grains.Orgs.Statements;
using BraidMgr.Grains.Projects.Statements;
using Npgsql;

namespace BraidMgr.Grains.Accounts.Personal;

/// <summary>
/// Replaces the name of a person in an organization, where it stands as text: who items are assigned to, and resources. Its audit row
/// names the person by the id alone, and not what was replaced: the log would keep the name for ever. Resources keep the end of the id, as
/// the rates of two of them must not become one's.
/// </summary>
/// <param name="UserId">The person.</param>
/// <param name="Name">Their name; null where another member has it too, and then it stays.</param>
/// <param name="Replacement">What stands in its place.</param>
[GenerateSerializer, Immutable, Alias("braid.erase-from-organization")]
internal sealed record EraseFromOrganization(Guid UserId, string? Name, string Replacement) : Write<ChangedProjects>
{
    private const string Statement = """
        WITH input AS (
            SELECT *
              FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::bytea[], $7::uuid[], $8::text[], $9::text[])
              WITH ORDINALITY AS i (audit_id, user_id, correlation_id, idem_key, idem_route, idem_sha256, erased_id, name, replacement, ordinal)
        ), assigned AS (
            UPDATE items t SET assigned_to = i.replacement, version = t.version + 1, updated_at = now()
              FROM input i WHERE lower(t.assigned_to) = lower(i.name)
            RETURNING t.project_id
        ), rates AS (
            UPDATE rate_cards r SET resource_name = i.replacement || ' ' || right(i.erased_id::text, 8) FROM input i WHERE lower(r.resource_name) = lower(i.name)
        ), hours AS (
            UPDATE timesheet_entries e SET resource_name = i.replacement || ' ' || right(i.erased_id::text, 8) FROM input i WHERE lower(e.resource_name) = lower(i.name)
            RETURNING e.project_id
        ), counted AS (
            UPDATE projects p SET version = p.version + 1, updated_at = now()
             WHERE p.id IN (SELECT a.project_id FROM assigned a UNION SELECT h.project_id FROM hours h)
            RETURNING p.id, p.version, p.next_item_num, p.updated_at
        ), audited AS (
            INSERT INTO audit_log (id, user_id, action, entity_type, entity_id, correlation_id)
            SELECT i.audit_id, i.user_id, 'erase', 'user', i.erased_id, i.correlation_id FROM input i
        )
        SELECT i.ordinal, array(SELECT c.id FROM counted c ORDER BY c.id), array(SELECT c.version FROM counted c ORDER BY c.id),
               array(SELECT c.next_item_num FROM counted c ORDER BY c.id), now()
          FROM input i
        """;

    /// <inheritdoc/>
    public override Guid Row => UserId;

    /// <inheritdoc/>
    public override IReadOnlyList<Guid>? CountsIn => null;

    /// <inheritdoc/>
    public override bool Combines => false;

    /// <inheritdoc/>
    internal override string Sql => Statement;

    /// <inheritdoc/>
    internal override void Bind(SetParameters set) => set.Context()
        .Column((EraseFromOrganization w) => w.UserId)
        .Column((EraseFromOrganization w) => w.Name)
        .Column((EraseFromOrganization w) => w.Replacement);

    /// <inheritdoc/>
    internal override ChangedProjects Read(NpgsqlDataReader row) => ChangedProjects.Read(row, 1);
}
