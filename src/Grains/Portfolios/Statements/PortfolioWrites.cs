using BraidMgr.Contracts.Portfolios;
using BraidMgr.Grains.Orgs.Statements;
using BraidMgr.Grains.Projects.Statements;
using Npgsql;

namespace BraidMgr.Grains.Portfolios.Statements;

/// <summary>The columns of a portfolio, of the alias <c>c</c>.</summary>
internal static class PortfolioSql
{
    /// <summary>A portfolio's columns, with its projects by name.</summary>
    public const string Columns = """
        c.id, c.name, c.description,
        array(SELECT l.project_id FROM portfolio_projects l JOIN active_projects p ON p.id = l.project_id
               WHERE l.portfolio_id = c.id ORDER BY lower(p.name), p.id),
        c.created_at, c.updated_at
        """;

    /// <summary>Reads a portfolio from column <paramref name="at"/> on.</summary>
    public static Portfolio Read(NpgsqlDataReader row, int at) => new(
        row.GetGuid(at), row.GetString(at + 1), row.Text(at + 2), row.GetFieldValue<Guid[]>(at + 3), row.GetDateTime(at + 4), row.GetDateTime(at + 5));
}

/// <summary>A change of one portfolio; carries the whole row as it is to be.</summary>
[GenerateSerializer, Alias("braid.portfolio-write")]
internal abstract record PortfolioWrite([property: Id(0)] Portfolio Portfolio, [property: Id(1)] bool IsNew) : Write<Portfolio>
{
    /// <summary>The parameters, as the columns of <c>input</c>.</summary>
    protected const string Input = """
        unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::bytea[], $7::uuid[], $8::text[], $9::text[], $10::bool[])
        WITH ORDINALITY AS i (audit_id, user_id, correlation_id, idem_key, idem_route, idem_sha256, id, name, description, is_new, ordinal)
        """;

    /// <inheritdoc/>
    public override Guid Row => Portfolio.Id;

    /// <inheritdoc/>
    internal override void Bind(SetParameters set) => set.Context()
        .Column((PortfolioWrite w) => w.Portfolio.Id)
        .Column((PortfolioWrite w) => w.Portfolio.Name)
        .Column((PortfolioWrite w) => w.Portfolio.Description)
        .Column((PortfolioWrite w) => w.IsNew);

    /// <inheritdoc/>
    internal override Portfolio Read(NpgsqlDataReader row) => PortfolioSql.Read(row, 1);
}

/// <summary>Makes or changes a portfolio. No row: it is gone.</summary>
[GenerateSerializer, Alias("braid.save-portfolio")]
internal sealed record SavePortfolio(Portfolio Portfolio, bool IsNew) : PortfolioWrite(Portfolio, IsNew)
{
    private const string Statement = $"""
        WITH input AS (
            SELECT * FROM {Input}
        ), before AS (
            SELECT b.* FROM portfolios b JOIN input i ON i.id = b.id
        ), added AS (
            INSERT INTO portfolios (id, name, description) SELECT i.id, i.name, i.description FROM input i WHERE i.is_new
            RETURNING *
        ), altered AS (
            UPDATE portfolios c SET name = i.name, description = i.description, updated_at = now()
              FROM input i
             WHERE c.id = i.id AND NOT i.is_new
            RETURNING c.*
        ), changed AS (
            SELECT * FROM added UNION ALL SELECT * FROM altered
        ), audited AS (
            INSERT INTO audit_log (id, user_id, action, entity_type, entity_id, before_state, after_state, correlation_id)
            SELECT i.audit_id, i.user_id, CASE WHEN i.is_new THEN 'create' ELSE 'update' END, 'portfolio', c.id, to_jsonb(b), to_jsonb(c),
                   i.correlation_id
              FROM input i JOIN changed c ON c.id = i.id LEFT JOIN before b ON b.id = i.id
        ), {ChangeSql.Answered}
        SELECT i.ordinal, {PortfolioSql.Columns} FROM input i JOIN changed c ON c.id = i.id
        """;

    /// <inheritdoc/>
    internal override string Sql => Statement;
}

/// <summary>Removes a portfolio; its projects stay. No row: it is gone already.</summary>
[GenerateSerializer, Alias("braid.delete-portfolio")]
internal sealed record DeletePortfolio(Portfolio Portfolio) : PortfolioWrite(Portfolio, false)
{
    private const string Statement = $"""
        WITH input AS (
            SELECT * FROM {Input}
        ), changed AS (
            DELETE FROM portfolios c USING input i WHERE c.id = i.id
            RETURNING c.*
        ), audited AS (
            INSERT INTO audit_log (id, user_id, action, entity_type, entity_id, before_state, correlation_id)
            SELECT i.audit_id, i.user_id, 'delete', 'portfolio', c.id, to_jsonb(c), i.correlation_id FROM input i JOIN changed c ON c.id = i.id
        )
        SELECT i.ordinal, {PortfolioSql.Columns} FROM input i JOIN changed c ON c.id = i.id
        """;

    /// <inheritdoc/>
    internal override string Sql => Statement;
}
