namespace BraidMgr.Grains.Search.Statements;

/// <summary>What the documents of items and their parts are.</summary>
internal static class DocumentSql
{
    /// <summary>
    /// The documents, as they should be, of the items in <c>touched (item_id)</c>, read in the language of <c>search_settings</c>. The title
    /// counts more than a file's name, and that more than a description or a note; names of files are words between dots, dashes and
    /// underscores.
    /// </summary>
    public const string OfTouched = """
        SELECT t.id, 'item' AS kind, t.id AS item_id, t.project_id, t.client_visible AND NOT t.draft AS for_viewers, s.language,
               setweight(to_tsvector(s.language, t.title), 'A') || setweight(to_tsvector(s.language, coalesce(t.description, '')), 'C') AS words
          FROM touched n JOIN items t ON t.id = n.item_id AND t.deleted_at IS NULL CROSS JOIN search_settings s
        UNION ALL
        SELECT c.id, 'note', t.id, t.project_id, t.client_visible AND NOT t.draft, s.language, to_tsvector(s.language, c.content)
          FROM touched n JOIN items t ON t.id = n.item_id AND t.deleted_at IS NULL JOIN item_notes c ON c.item_id = t.id CROSS JOIN search_settings s
        UNION ALL
        SELECT a.id, 'attachment', t.id, t.project_id, t.client_visible AND NOT t.draft, s.language,
               setweight(to_tsvector(s.language, translate(a.filename, '._-', '   ')), 'B')
          FROM touched n JOIN items t ON t.id = n.item_id AND t.deleted_at IS NULL JOIN attachments a ON a.item_id = t.id CROSS JOIN search_settings s
        """;
}
