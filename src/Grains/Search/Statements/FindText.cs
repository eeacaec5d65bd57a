using System.Collections.Frozen;
using System.Globalization;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Projects;
using BraidMgr.Contracts.Search;
using BraidMgr.Grains.Orgs.Statements;
using Npgsql;

namespace BraidMgr.Grains.Search.Statements;

/// <summary>
/// What matches a text, best first, of what one person may see. Items that were touched since their documents were made are read from
/// their texts; null when those are too many, and documents have to be made first (<see cref="IndexPending"/>).
/// </summary>
[GenerateSerializer, Immutable, Alias("braid.find-text")]
internal sealed record FindText(Guid UserId, bool AllProjects, string Configuration, SearchQuery Search) : Query<SearchResults>
{
    /// <summary>Touched items that a search reads itself: some 20 ms of words.</summary>
    private const string MaxPending = "500";

    private static readonly string MaxMatches = SearchResults.MaxMatches.ToString(CultureInfo.InvariantCulture);

    private static readonly FrozenDictionary<string, string[]> Statements =
        SearchLanguages.Configurations.ToFrozenDictionary(configuration => configuration, configuration => new[] { Statement(configuration) });

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Sql => Statements[Configuration];

    // Matches are bounded before they are ranked: a word that stands everywhere costs no more than one that stands often. The planner sees
    // that it does, and reads no index of a hundred thousand entries for it, only where language and bound are literals: from those the
    // plan for the words at hand comes out cheaper than one for any. What is left out of the matches is left out by filters and not by joins:
    // documents that were only just made are not in the planner's statistics, and it would join all of them before the bound. The text that is
    // highlighted is bounded too, and loses the characters that mark.
    private static string Statement(string configuration)
    {
        var language = $"'{configuration}'::regconfig";
        var words = $"websearch_to_tsquery({language}, $4)";
        return $"""
            WITH noted AS MATERIALIZED (
                SELECT p.item_id FROM search_pending p LIMIT {MaxPending} + 1
            ), few AS (
                SELECT count(*) <= {MaxPending} AS holds FROM noted
            ), touched AS MATERIALIZED (
                SELECT DISTINCT n.item_id FROM noted n, few WHERE few.holds
            ), fresh AS MATERIALIZED (
                {DocumentSql.OfTouched}
            ), visible AS MATERIALIZED (
                SELECT p.id, p.name, $2 OR r.role <> 'viewer' AS everything
                  FROM active_projects p LEFT JOIN user_project_roles r ON r.project_id = p.id AND r.user_id = $1
                 WHERE $2 OR r.role IS NOT NULL
            ), matching AS (
                SELECT d.id, d.kind, d.item_id, d.project_id, d.for_viewers, d.words FROM search_documents d
                 WHERE d.words @@ {words} AND d.item_id NOT IN (SELECT n.item_id FROM touched n)
                UNION ALL
                SELECT f.id, f.kind, f.item_id, f.project_id, f.for_viewers, f.words FROM fresh f WHERE f.words @@ {words}
            ), found AS MATERIALIZED (
                SELECT d.id, d.kind, d.item_id, d.project_id, ts_rank(d.words, {words}) AS rank
                  FROM matching d
                 WHERE (d.project_id IN (SELECT v.id FROM visible v WHERE v.everything) OR d.for_viewers AND d.project_id IN (SELECT v.id FROM visible v))
                   AND (cardinality($3::text[]) = 0 OR d.kind = ANY ($3))
                 LIMIT {MaxMatches}
            ), best AS (
                SELECT f.*, v.name FROM found f JOIN visible v ON v.id = f.project_id ORDER BY f.rank DESC, f.id DESC LIMIT $5
            )
            SELECT few.holds, b.kind, b.id, b.item_id, t.item_num, t.type::text, t.title, t.project_id, b.name, b.rank, a.filename,
                   ts_headline({language}, left(translate(
                           CASE b.kind WHEN 'item' THEN t.title || E'\n' || coalesce(t.description, '')
                                       WHEN 'note' THEN n.content
                                       ELSE translate(a.filename, '._-', '   ') END, chr({Highlights.StartCode}) || chr({Highlights.EndCode}), ''), 10000),
                       {words}, CASE b.kind WHEN 'attachment' THEN 'HighlightAll=true,' ELSE 'MaxFragments=2,MaxWords=25,MinWords=8,' END
                                || 'StartSel=' || chr({Highlights.StartCode}) || ',StopSel=' || chr({Highlights.EndCode})),
                   (SELECT count(*)::int FROM found)
              FROM few
              LEFT JOIN (best b JOIN items t ON t.id = b.item_id) ON few.holds
              LEFT JOIN item_notes n ON b.kind = 'note' AND n.id = b.id
              LEFT JOIN attachments a ON b.kind = 'attachment' AND a.id = b.id
             ORDER BY b.rank DESC, b.id DESC
            """;
    }

    /// <inheritdoc/>
    internal override void Bind(NpgsqlParameterCollection parameters)
    {
        parameters.Add(new NpgsqlParameter<Guid> { TypedValue = UserId });
        parameters.Add(new NpgsqlParameter<bool> { TypedValue = AllProjects });
        parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. Search.Kinds.Select(Labels<SearchKind>.Of)] });
        parameters.Add(new NpgsqlParameter<string> { TypedValue = Search.Text! });
        parameters.Add(new NpgsqlParameter<int> { TypedValue = Search.Limit });
    }

    /// <inheritdoc/>
    internal override async Task<SearchResults?> Read(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var (hits, total, complete) = (new List<SearchHit>(), 0, false);
        while (await reader.ReadAsync(cancellationToken))
        {
            complete = reader.GetBoolean(0);
            if (!reader.IsDBNull(1))
            {
                hits.Add(ReadHit(reader));
                total = reader.GetInt32(12);
            }
        }

        return complete ? new(hits, total) : null;
    }

    private static SearchHit ReadHit(NpgsqlDataReader row) => new(
        Labels<SearchKind>.Parse(row.GetString(1)),
        row.GetGuid(2),
        row.GetGuid(3),
        row.GetInt32(4),
        Labels<ItemType>.Parse(row.GetString(5)),
        row.GetString(6),
        row.GetGuid(7),
        row.GetString(8),
        row.Text(10) is { } filename ? Highlights.OfFile(filename, row.GetString(11)) : Highlights.OfText(row.GetString(11)),
        row.GetFloat(9));
}
