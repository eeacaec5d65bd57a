using BraidMgr.Contracts;
using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Orgs.Statements;
using Npgsql;

namespace BraidMgr.Grains.Projects.Statements;

/// <summary>How long what was deleted can be restored, as statements say it.</summary>
internal static class RetentionSql
{
    /// <summary><see cref="Retention.Days"/>.</summary>
    public const string Days = "30";
}

/// <summary>Items of a project that can be restored, last deleted first.</summary>
[GenerateSerializer, Immutable, Alias("braid.list-deleted-items")]
internal sealed record ListDeletedItems(Guid ProjectId) : Query<Rows<DeletedItem>>
{
    private static readonly string[] Statements =
    [
        $"""
        SELECT t.id, t.item_num, t.type::text, t.title, t.deleted_at, t.deleted_at + make_interval(days => {RetentionSql.Days})
          FROM items t
         WHERE t.project_id = $1 AND t.deleted_at > now() - make_interval(days => {RetentionSql.Days})
         ORDER BY t.deleted_at DESC, t.id DESC LIMIT 1000
        """,
    ];

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Sql => Statements;

    /// <inheritdoc/>
    internal override void Bind(NpgsqlParameterCollection parameters) =>
        parameters.Add(new NpgsqlParameter<Guid> { TypedValue = ProjectId });

    /// <inheritdoc/>
    internal override async Task<Rows<DeletedItem>?> Read(NpgsqlDataReader reader, CancellationToken cancellationToken) => new(await reader.ReadAll(
        row => new DeletedItem(
            row.GetGuid(0), row.GetInt32(1), Labels<ItemType>.Parse(row.GetString(2)), row.GetString(3), row.GetDateTime(4), row.GetDateTime(5)),
        cancellationToken));
}

/// <summary>A deleted item of a project that can be restored, by number or id; null when there is none.</summary>
[GenerateSerializer, Immutable, Alias("braid.find-deleted-item")]
internal sealed record FindDeletedItem(Guid ProjectId, ItemRef Item) : Query<Item>
{
    private static readonly string[] Statements =
    [
        $"""
        SELECT {ItemSql.Columns} FROM items t
         WHERE t.project_id = $1 AND (t.item_num = $2 OR t.id = $3) AND t.deleted_at > now() - make_interval(days => {RetentionSql.Days})
        """,
    ];

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Sql => Statements;

    /// <inheritdoc/>
    internal override void Bind(NpgsqlParameterCollection parameters)
    {
        parameters.Add(new NpgsqlParameter<Guid> { TypedValue = ProjectId });
        parameters.Add(new NpgsqlParameter<int?> { TypedValue = Item.Number });
        parameters.Add(new NpgsqlParameter<Guid?> { TypedValue = Item.Id });
    }

    /// <inheritdoc/>
    internal override async Task<Item?> Read(NpgsqlDataReader reader, CancellationToken cancellationToken) =>
        await reader.ReadAsync(cancellationToken) ? ItemSql.Read(reader, 0) : null;
}

/// <summary>Projects that a person may restore, last deleted first: those that they are admin of, or all.</summary>
[GenerateSerializer, Immutable, Alias("braid.list-deleted-projects")]
internal sealed record ListDeletedProjects(Guid UserId, bool All) : Query<Rows<DeletedProject>>
{
    private static readonly string[] Statements =
    [
        $"""
        SELECT p.id, p.name, p.client_name, p.deleted_at, p.deleted_at + make_interval(days => {RetentionSql.Days})
          FROM projects p
         WHERE p.state = 'active' AND p.deleted_at > now() - make_interval(days => {RetentionSql.Days})
           AND ($2 OR EXISTS (SELECT FROM user_project_roles r WHERE r.project_id = p.id AND r.user_id = $1 AND r.role = 'admin'))
         ORDER BY p.deleted_at DESC, p.id DESC LIMIT 1000
        """,
    ];

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Sql => Statements;

    /// <inheritdoc/>
    internal override void Bind(NpgsqlParameterCollection parameters)
    {
        parameters.Add(new NpgsqlParameter<Guid> { TypedValue = UserId });
        parameters.Add(new NpgsqlParameter<bool> { TypedValue = All });
    }

    /// <inheritdoc/>
    internal override async Task<Rows<DeletedProject>?> Read(NpgsqlDataReader reader, CancellationToken cancellationToken) => new(await reader.ReadAll(
        row => new DeletedProject(row.GetGuid(0), row.GetString(1), row.Text(2), row.GetDateTime(3), row.GetDateTime(4)), cancellationToken));
}
