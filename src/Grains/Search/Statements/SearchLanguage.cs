using BraidMgr.Grains.Orgs.Statements;
using Npgsql;

namespace BraidMgr.Grains.Search.Statements;

/// <summary>Whether texts are still read in another language than a configuration's, all or some.</summary>
[GenerateSerializer, Immutable, Alias("braid.search-language-in-use")]
internal sealed record SearchLanguageInUse(string Configuration) : Query<LanguageInUse>
{
    private static readonly string[] Statements =
    [
        """
        SELECT s.language <> $1::text::regconfig OR EXISTS (SELECT FROM search_documents d WHERE d.language <> $1::text::regconfig)
          FROM search_settings s
        """,
    ];

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Sql => Statements;

    /// <inheritdoc/>
    internal override void Bind(NpgsqlParameterCollection parameters) =>
        parameters.Add(new NpgsqlParameter<string> { TypedValue = Configuration });

    /// <inheritdoc/>
    internal override async Task<LanguageInUse?> Read(NpgsqlDataReader reader, CancellationToken cancellationToken) =>
        await reader.ReadAsync(cancellationToken) ? new(reader.GetBoolean(0)) : null;
}

/// <summary>Whether anything is left to convert.</summary>
[GenerateSerializer, Immutable, Alias("braid.language-in-use")]
internal sealed record LanguageInUse(bool Differs);

/// <summary>Sets the language for what is written from now on, and converts a bounded piece of what is there. No audit row: the setting has one.</summary>
[GenerateSerializer, Alias("braid.convert-documents")]
internal sealed record ConvertDocuments(string Configuration) : Write<ConvertedDocuments>
{
    private const string Statement = """
        WITH setting AS (
            UPDATE search_settings s SET language = $1::text::regconfig WHERE s.language <> $1::text::regconfig
        ), stale AS MATERIALIZED (
            SELECT d.id, d.item_id FROM search_documents d WHERE d.language <> $1::text::regconfig LIMIT 1000
        ), fresh AS MATERIALIZED (
            SELECT t.id, setweight(to_tsvector($1::text::regconfig, t.title), 'A')
                         || setweight(to_tsvector($1::text::regconfig, coalesce(t.description, '')), 'C') AS words
              FROM stale s JOIN items t ON t.id = s.id
            UNION ALL
            SELECT n.id, to_tsvector($1::text::regconfig, n.content) FROM stale s JOIN item_notes n ON n.id = s.id
            UNION ALL
            SELECT a.id, setweight(to_tsvector($1::text::regconfig, translate(a.filename, '._-', '   ')), 'B')
              FROM stale s JOIN attachments a ON a.id = s.id
        ), orphaned AS (
            -- What it was made of is gone: a document that nothing converts would be left to convert for ever.
            DELETE FROM search_documents d USING stale s WHERE d.id = s.id AND NOT EXISTS (SELECT FROM fresh f WHERE f.id = s.id)
        ), converted AS (
            UPDATE search_documents d SET language = $1::text::regconfig, words = f.words FROM fresh f WHERE d.id = f.id RETURNING 1
        )
        SELECT 1::bigint, count(*) FROM converted
        """;

    /// <inheritdoc/>
    public override Guid Row => Guid.Empty;

    /// <inheritdoc/>
    public override bool Combines => false;

    /// <inheritdoc/>
    public override int Weight => 1000;

    /// <inheritdoc/>
    internal override string Sql => Statement;

    /// <inheritdoc/>
    internal override void Bind(SetParameters set) => set.Single(Configuration);

    /// <inheritdoc/>
    internal override ConvertedDocuments Read(NpgsqlDataReader row) => new(row.GetInt64(1));
}

/// <summary>How many documents were converted.</summary>
[GenerateSerializer, Immutable, Alias("braid.converted-documents")]
internal sealed record ConvertedDocuments(long Count);
