using BraidMgr.Grains.Access;
using BraidMgr.Grains.Orgs.Statements;
using Npgsql;

namespace BraidMgr.Grains.Portfolios.Statements;

/// <summary>Which project of which portfolio.</summary>
[GenerateSerializer, Immutable, Alias("braid.portfolio-link")]
internal sealed record PortfolioLink(Guid PortfolioId, Guid ProjectId);

/// <summary>Puts a project into a portfolio, or takes it out.</summary>
[GenerateSerializer, Alias("braid.link-write")]
internal abstract record LinkWrite([property: Id(0)] Guid PortfolioId, [property: Id(1)] Guid ProjectId) : Write<PortfolioLink>
{
    /// <summary>The parameters, as the columns of <c>input</c>.</summary>
    protected const string Input = """
        unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::bytea[], $7::uuid[], $8::uuid[])
        WITH ORDINALITY AS i (audit_id, user_id, correlation_id, idem_key, idem_route, idem_sha256, portfolio_id, project_id, ordinal)
        """;

    /// <inheritdoc/>
    public override Guid Row => SetRole.RowOf(PortfolioId, ProjectId);

    /// <inheritdoc/>
    public override IReadOnlyList<Guid> DependsOn => [PortfolioId, ProjectId];

    /// <inheritdoc/>
    internal override void Bind(SetParameters set) => set.Context()
        .Column((LinkWrite w) => w.PortfolioId)
        .Column((LinkWrite w) => w.ProjectId);

    /// <inheritdoc/>
    internal override PortfolioLink Read(NpgsqlDataReader row) => new(row.GetGuid(1), row.GetGuid(2));
}

/// <summary>Puts a project into a portfolio, where it may be already. No row: the one or the other is gone.</summary>
[GenerateSerializer, Alias("braid.link-project")]
internal sealed record LinkProject(Guid PortfolioId, Guid ProjectId) : LinkWrite(PortfolioId, ProjectId)
{
    private const string Statement = $"""
        WITH input AS (
            SELECT i.* FROM {Input} JOIN portfolios f ON f.id = i.portfolio_id JOIN active_projects p ON p.id = i.project_id
        ), added AS (
            INSERT INTO portfolio_projects (portfolio_id, project_id) SELECT i.portfolio_id, i.project_id FROM input i
            ON CONFLICT DO NOTHING
            RETURNING *
        ), audited AS (
            INSERT INTO audit_log (id, user_id, action, entity_type, entity_id, after_state, correlation_id, project_id)
            SELECT i.audit_id, i.user_id, 'create', 'portfolio_project', c.portfolio_id, to_jsonb(c), i.correlation_id, c.project_id
              FROM input i JOIN added c ON c.portfolio_id = i.portfolio_id AND c.project_id = i.project_id
        )
        SELECT i.ordinal, i.portfolio_id, i.project_id FROM input i
        """;

    /// <inheritdoc/>
    internal override string Sql => Statement;
}

/// <summary>Takes a project out of a portfolio. No row: it is not in it.</summary>
[GenerateSerializer, Alias("braid.unlink-project")]
internal sealed record UnlinkProject(Guid PortfolioId, Guid ProjectId) : LinkWrite(PortfolioId, ProjectId)
{
    private const string Statement = $"""
        WITH input AS (
            SELECT * FROM {Input}
        ), changed AS (
            DELETE FROM portfolio_projects c USING input i WHERE c.portfolio_id = i.portfolio_id AND c.project_id = i.project_id
            RETURNING c.*
        ), audited AS (
            INSERT INTO audit_log (id, user_id, action, entity_type, entity_id, before_state, correlation_id, project_id)
            SELECT i.audit_id, i.user_id, 'delete', 'portfolio_project', c.portfolio_id, to_jsonb(c), i.correlation_id, c.project_id
              FROM input i JOIN changed c ON c.portfolio_id = i.portfolio_id AND c.project_id = i.project_id
        )
        SELECT i.ordinal, c.portfolio_id, c.project_id
          FROM input i JOIN changed c ON c.portfolio_id = i.portfolio_id AND c.project_id = i.project_id
        """;

    /// <inheritdoc/>
    internal override string Sql => Statement;
}
