using BraidMgr.Grains.Orgs.Statements;
using Npgsql;

namespace BraidMgr.Grains.Search.Statements;

/// <summary>Makes the documents of a bounded number of items that were touched. No audit row: nothing is changed that anybody wrote.</summary>
[GenerateSerializer, Alias("braid.index-pending")]
internal sealed record IndexPending : Write<IndexedItems>
{
    /// <summary>Touched items in one piece: as many as an import writes at once.</summary>
    public const int Piece = 500;

    // Documents that stay are replaced and not removed and made again: one statement does not see what its other parts removed.
    private const string Statement = $"""
        WITH taken AS (
            DELETE FROM search_pending p WHERE p.ctid = ANY (ARRAY(SELECT o.ctid FROM search_pending o LIMIT $1)) RETURNING p.item_id
        ), touched AS MATERIALIZED (
            SELECT DISTINCT n.item_id FROM taken n
        ), fresh AS MATERIALIZED (
            {DocumentSql.OfTouched}
        ), stale AS (
            SELECT d.id FROM touched n JOIN search_documents d ON d.id = n.item_id
            UNION ALL
            SELECT d.id FROM touched n JOIN search_documents d ON d.item_id = n.item_id AND d.kind <> 'item'
        ), removed AS (
            DELETE FROM search_documents d USING stale s WHERE d.id = s.id AND NOT EXISTS (SELECT FROM fresh f WHERE f.id = s.id)
        ), made AS (
            INSERT INTO search_documents AS d (id, kind, item_id, project_id, for_viewers, language, words)
            SELECT f.id, f.kind, f.item_id, f.project_id, f.for_viewers, f.language, f.words FROM fresh f
            ON CONFLICT (id) DO UPDATE
               SET for_viewers = excluded.for_viewers, language = excluded.language, words = excluded.words
        )
        SELECT 1::bigint, count(*)::int FROM taken
        """;

    /// <inheritdoc/>
    public override Guid Row => Guid.Empty;

    /// <inheritdoc/>
    public override bool Combines => false;

    /// <inheritdoc/>
    public override int Weight => Piece;

    /// <inheritdoc/>
    internal override string Sql => Statement;

    /// <inheritdoc/>
    internal override void Bind(SetParameters set) => set.Single(Piece);

    /// <inheritdoc/>
    internal override IndexedItems Read(NpgsqlDataReader row) => new(row.GetInt32(1));
}

/// <summary>How many touched items were taken.</summary>
[GenerateSerializer, Immutable, Alias("braid.indexed-items")]
internal sealed record IndexedItems(int Count)
{
    /// <summary>Whether there may be more.</summary>
    public bool More => Count == IndexPending.Piece;
}
