namespace BraidMgr.Schema.Diff;

/// <summary>What <see cref="SchemaFile.DiffAsync"/> found.</summary>
/// <param name="Sql">The DDL, with comments where a person has to decide; empty when the two agree.</param>
/// <param name="Left">What a person has to decide.</param>
/// <param name="Remaining">What still differs once the DDL has run; empty when that leads to the wanted schema, or waits for a person.</param>
public sealed record SchemaDifference(string Sql, IReadOnlyList<string> Left, IReadOnlyList<string> Remaining);

/// <summary>schema/org.sql and schema/central.sql beside what the migrations build: each is built in a scratch database of a server.</summary>
public sealed class SchemaFile(DatabaseServer server)
{
    /// <summary>What the migrations build, as the text of a schema file.</summary>
    public async Task<string> WriteAsync(MigrationSet migrations, CancellationToken cancellationToken = default)
    {
        await using var scratch = await ScratchDatabase.CreateAsync(server, cancellationToken);
        await new Migrator(migrations).ApplyAsync(scratch.ConnectionString, null, cancellationToken);
        await using var connection = await OwnerConnection.OpenAsync(scratch.ConnectionString, cancellationToken);
        return SchemaText.Of(await SchemaModel.ReadAsync(connection, cancellationToken));
    }

    /// <summary>The DDL that leads from what the migrations build to what the file describes.</summary>
    /// <exception cref="SchemaException">The file, or a migration, is refused by PostgreSQL.</exception>
    public async Task<SchemaDifference> DiffAsync(MigrationSet migrations, string schemaSql, CancellationToken cancellationToken = default)
    {
        // By way of the same text: PostgreSQL writes an expression otherwise once it has read what it wrote.
        var built = await WriteAsync(migrations, cancellationToken);
        var (want, wanted) = await BuildAsync(schemaSql, cancellationToken);
        await using var scratch = await ScratchDatabase.CreateAsync(server, cancellationToken);
        await using var connection = await OwnerConnection.OpenAsync(scratch.ConnectionString, cancellationToken);
        await RunAsync(connection, built, "what the migrations build, as a schema file,", cancellationToken);
        if ((await Catalogue.ReadAsync(connection, cancellationToken)).Hash == wanted.Hash)
        {
            return new SchemaDifference("", [], []);
        }

        var sql = SchemaDiff.Between(await SchemaModel.ReadAsync(connection, cancellationToken), want, out var left);
        if (left.Count > 0)
        {
            return new SchemaDifference(sql, left, []);
        }

        await RunAsync(connection, sql, "what was generated", cancellationToken);
        return new SchemaDifference(sql, left, (await Catalogue.ReadAsync(connection, cancellationToken)).DriftFrom(wanted));
    }

    private async Task<(SchemaModel Model, Catalogue Catalogue)> BuildAsync(string schemaSql, CancellationToken cancellationToken)
    {
        await using var scratch = await ScratchDatabase.CreateAsync(server, cancellationToken);
        await using var connection = await OwnerConnection.OpenAsync(scratch.ConnectionString, cancellationToken);
        await RunAsync(connection, schemaSql, "the schema file", cancellationToken);
        return (await SchemaModel.ReadAsync(connection, cancellationToken), await Catalogue.ReadAsync(connection, cancellationToken));
    }

    private static async Task RunAsync(Npgsql.NpgsqlConnection connection, string sql, string what, CancellationToken cancellationToken)
    {
        await connection.RunAsync($"set role {Roles.Owner}", cancellationToken);
        try
        {
            await connection.RunAsync(sql, cancellationToken);
        }
        catch (Npgsql.PostgresException e)
        {
            throw new SchemaException($"{what} is refused by PostgreSQL: {e.SqlState} {e.MessageText} (at character {e.Position})", e);
        }
    }
}
