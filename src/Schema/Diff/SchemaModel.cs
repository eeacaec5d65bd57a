using Npgsql;

namespace BraidMgr.Schema.Diff;

/// <summary>A column as its table has it.</summary>
internal sealed record ColumnModel(string Table, string Name, string Type, bool NotNull, string? Default, string? Generated, string? Identity)
{
    /// <summary>As it stands in CREATE TABLE and ADD COLUMN.</summary>
    public string Definition => Name + " " + Type
        + (Generated is null ? "" : $" generated always as ({Generated}) stored")
        + (Identity is null ? "" : $" generated {(Identity == "a" ? "always" : "by default")} as identity")
        + (Default is null ? "" : " default " + Default)
        + (NotNull ? " not null" : "");
}

/// <summary>An enum with its labels in order, quoted.</summary>
internal sealed record EnumModel(string Name, IReadOnlyList<string> Labels);

/// <summary>A thing that is made by one statement and described by it: a constraint, index, function, trigger or view.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Table">Its table; empty where it has none.</param>
/// <param name="Name">Its name, of a function with the types of its arguments.</param>
/// <param name="Create">Makes it.</param>
/// <param name="Drop">Removes it.</param>
internal sealed record PartModel(string Kind, string Table, string Name, string Create, string Drop)
{
    /// <summary>What it is known by.</summary>
    public string Key => $"{Kind} {Table} {Name}";
}

/// <summary>A privilege: what it is on, whose, and which, as they stand in GRANT.</summary>
internal sealed record GrantModel(string On, string Grantee, string Privilege);

/// <summary>
/// The schema <c>public</c> of a database in parts that DDL can make: what <see cref="SchemaText"/> writes and <see cref="SchemaDiff"/>
/// compares. What it does not know, such as domains or rules, <see cref="Catalogue"/> does not hide: then the two disagree and say so.
/// </summary>
internal sealed class SchemaModel
{
    public List<string> Extensions { get; } = [];

    public List<EnumModel> Enums { get; } = [];

    public List<string> Tables { get; } = [];

    public List<ColumnModel> Columns { get; } = [];

    public List<PartModel> Parts { get; } = [];

    public List<GrantModel> Grants { get; } = [];

    /// <summary>Reads it from a database.</summary>
    internal static async Task<SchemaModel> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var model = new SchemaModel();
        await connection.RunAsync("set search_path = public, pg_catalog", cancellationToken);
        await ReadAsync(connection, SchemaSql.Extensions, row => model.Extensions.Add(row.GetString(0)), cancellationToken);
        await ReadAsync(connection, SchemaSql.Enums, row => model.Enums.Add(new(row.GetString(0), row.GetFieldValue<string[]>(1))), cancellationToken);
        await ReadAsync(connection, SchemaSql.Tables, row => model.Tables.Add(row.GetString(0)), cancellationToken);
        await ReadAsync(connection, SchemaSql.Columns, row => model.Columns.Add(Column(row)), cancellationToken);
        foreach (var sql in SchemaSql.Parts)
        {
            await ReadAsync(connection, sql, row => model.Parts.Add(Part(row)), cancellationToken);
        }

        await ReadAsync(connection, SchemaSql.Grants, row => model.Grants.Add(new(row.GetString(0), row.GetString(1), row.GetString(2))), cancellationToken);
        await connection.RunAsync("reset search_path", cancellationToken);
        return model;
    }

    private static ColumnModel Column(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetString(2), row.GetBoolean(3), Text(row, 4), Text(row, 5), Text(row, 6));

    private static PartModel Part(NpgsqlDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4));

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static async Task ReadAsync(NpgsqlConnection connection, string sql, Action<NpgsqlDataReader> read, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            read(reader);
        }
    }
}
