using BraidMgr.Contracts;
using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Orgs.Statements;
using Npgsql;

namespace BraidMgr.Grains.Projects.Statements;

/// <summary>
/// Stores indicators that a new day changed, without a new version, updated_at or audit row. An item that has another version by now keeps
/// the indicator that its change stored. No row: the project is gone.
/// </summary>
[GenerateSerializer, Alias("braid.refresh-indicators")]
internal sealed record RefreshIndicators(
    Guid ProjectId, IReadOnlyList<Guid> ItemIds, IReadOnlyList<Indicator?> Indicators, IReadOnlyList<long> Versions)
    : Write<IndicatorsRefreshed>
{
    private const string Statement = """
        WITH context AS (
            SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::bytea[])
                AS c (audit_id, user_id, correlation_id, idem_key, idem_route, idem_sha256)
        ), changed AS (
            UPDATE items t SET indicator = i.indicator::indicator
              FROM unnest($8::uuid[], $9::text[], $10::bigint[]) AS i (id, indicator, version)
             WHERE t.id = i.id AND t.project_id = $7 AND t.version = i.version
        ), refreshed AS (
            UPDATE projects p SET indicators_updated = now()
             WHERE p.id = $7 AND p.state = 'active' AND p.deleted_at IS NULL
            RETURNING p.indicators_updated
        ), answered AS (
            INSERT INTO idempotency_keys (user_id, key, route, body_sha256, status, body)
            SELECT c.user_id, c.idem_key, c.idem_route, c.idem_sha256, 200, to_jsonb(cardinality($8::uuid[]))
              FROM context c, refreshed
             WHERE c.idem_key IS NOT NULL
        )
        SELECT 1::bigint, r.indicators_updated FROM refreshed r
        """;

    /// <inheritdoc/>
    public override Guid Row => ProjectId;

    /// <inheritdoc/>
    public override bool Combines => false;

    /// <inheritdoc/>
    internal override string Sql => Statement;

    /// <inheritdoc/>
    internal override void Bind(SetParameters set) =>
        set.Context().Single(ProjectId).Single(ItemIds.ToArray()).Single(Indicators.Select(Labels<Indicator>.Of).ToArray()).Single(Versions.ToArray());

    /// <inheritdoc/>
    internal override IndicatorsRefreshed Read(NpgsqlDataReader row) => new(row.GetDateTime(1));
}

/// <summary>When the stored indicators were refreshed.</summary>
[GenerateSerializer, Immutable, Alias("braid.indicators-refreshed")]
internal sealed record IndicatorsRefreshed(DateTime At);
