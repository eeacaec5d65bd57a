using BraidMgr.Contracts.Portfolios;
using BraidMgr.Grains.Orgs.Statements;
using Npgsql;

namespace BraidMgr.Grains.Portfolios.Statements;

/// <summary>Portfolios by name: all, or one.</summary>
[GenerateSerializer, Immutable, Alias("braid.list-portfolios")]
internal sealed record ListPortfolios(Guid? PortfolioId = null) : Query<Rows<Portfolio>>
{
    private static readonly string[] Statements =
        [$"SELECT {PortfolioSql.Columns} FROM portfolios c WHERE $1::uuid IS NULL OR c.id = $1 ORDER BY lower(c.name), c.id"];

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Sql => Statements;

    /// <inheritdoc/>
    internal override void Bind(NpgsqlParameterCollection parameters) =>
        parameters.Add(new NpgsqlParameter<Guid?> { TypedValue = PortfolioId });

    /// <inheritdoc/>
    internal override async Task<Rows<Portfolio>?> Read(NpgsqlDataReader reader, CancellationToken cancellationToken) =>
        new(await reader.ReadAll(row => PortfolioSql.Read(row, 0), cancellationToken));
}
