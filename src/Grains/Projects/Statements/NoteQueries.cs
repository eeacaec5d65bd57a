using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Orgs.Statements;
using Npgsql;

namespace BraidMgr.Grains.Projects.Statements;

/// <summary>The columns of a note.</summary>
internal static class NoteSql
{
    /// <summary>A note's columns, of the alias <c>c</c>.</summary>
    public const string Columns = "c.id, c.item_id, c.note_date, c.content, c.created_by, c.created_at";

    /// <summary>Reads a note from column <paramref name="at"/> on.</summary>
    public static ItemNote Read(NpgsqlDataReader row, int at) => new(
        row.GetGuid(at), row.GetGuid(at + 1), row.GetFieldValue<DateOnly>(at + 2), row.GetString(at + 3), row.Value<Guid>(at + 4),
        row.GetDateTime(at + 5));
}

/// <summary>The notes on an item, newest first.</summary>
[GenerateSerializer, Immutable, Alias("braid.list-notes")]
internal sealed record ListNotes(Guid ItemId) : Query<Rows<ItemNote>>
{
    private static readonly string[] Statements =
        [$"SELECT {NoteSql.Columns} FROM item_notes c WHERE c.item_id = $1 ORDER BY c.note_date DESC, c.id DESC"];

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Sql => Statements;

    /// <inheritdoc/>
    internal override void Bind(NpgsqlParameterCollection parameters) =>
        parameters.Add(new NpgsqlParameter<Guid> { TypedValue = ItemId });

    /// <inheritdoc/>
    internal override async Task<Rows<ItemNote>?> Read(NpgsqlDataReader reader, CancellationToken cancellationToken) =>
        new(await reader.ReadAll(row => NoteSql.Read(row, 0), cancellationToken));
}

/// <summary>One note; null when it is not on the item.</summary>
[GenerateSerializer, Immutable, Alias("braid.find-note")]
internal sealed record FindNote(Guid ItemId, Guid NoteId) : Query<ItemNote>
{
    private static readonly string[] Statements = [$"SELECT {NoteSql.Columns} FROM item_notes c WHERE c.item_id = $1 AND c.id = $2"];

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Sql => Statements;

    /// <inheritdoc/>
    internal override void Bind(NpgsqlParameterCollection parameters)
    {
        parameters.Add(new NpgsqlParameter<Guid> { TypedValue = ItemId });
        parameters.Add(new NpgsqlParameter<Guid> { TypedValue = NoteId });
    }

    /// <inheritdoc/>
    internal override async Task<ItemNote?> Read(NpgsqlDataReader reader, CancellationToken cancellationToken) =>
        await reader.ReadAsync(cancellationToken) ? NoteSql.Read(reader, 0) : null;
}
