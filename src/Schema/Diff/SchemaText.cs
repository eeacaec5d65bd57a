using System.Text;

namespace BraidMgr.Schema.Diff;

/// <summary>Writes a schema as SQL that builds it in an empty database, in an order that a person can read and a diff can follow.</summary>
internal static class SchemaText
{
    private const string Header = """
        -- The wanted schema. It is compared with what src/Schema/migrations build: CI fails when the two differ.
        -- Change it here, then: ./braid cli migrate new "what it is" --org|--central --autogenerate
        -- Or write the migration by hand, then: ./braid cli migrate schema

        set check_function_bodies = off;


        """;

    internal static string Of(SchemaModel schema)
    {
        var text = new StringBuilder(Header.ReplaceLineEndings("\n"));
        Each(text, schema.Extensions, extension => $"create extension if not exists {extension};");
        Each(text, schema.Enums, e => $"create type {e.Name} as enum ({string.Join(", ", e.Labels)});");
        Each(text, Parts(schema, "function"), function => function.Create + ";\n");
        foreach (var table in schema.Tables)
        {
            text.Append(Table(schema, table)).Append('\n');
        }

        Each(text, Parts(schema, "foreign key"), key => key.Create + ";");
        Each(text, Parts(schema, "late function"), function => function.Create + ";\n");
        Each(text, Parts(schema, "view"), view => view.Create + ";");
        Each(text, Parts(schema, "trigger"), trigger => trigger.Create + ";");
        Each(text, Revokes(schema), revoke => revoke);
        Each(text, schema.Grants.Where(g => g.Grantee != "public").GroupBy(g => (g.On, g.Grantee)), group =>
            $"grant {string.Join(", ", group.Select(g => g.Privilege))} on {group.Key.On} to {group.Key.Grantee};");
        return text.ToString();
    }

    /// <summary>CREATE TABLE with columns and constraints, but for foreign keys; then its indexes.</summary>
    internal static string Table(SchemaModel schema, string table)
    {
        var lines = schema.Columns.Where(c => c.Table == table).Select(c => c.Definition)
            .Concat(Parts(schema, "constraint").Where(p => p.Table == table).Select(p => p.Create[(p.Create.IndexOf(" add ", StringComparison.Ordinal) + 5)..]));
        var indexes = Parts(schema, "index").Where(p => p.Table == table).Select(p => p.Create + ";\n");
        return $"create table {table} (\n    {string.Join(",\n    ", lines)}\n);\n{string.Concat(indexes)}";
    }

    // Everybody may execute a new function, until that is taken away.
    private static IEnumerable<string> Revokes(SchemaModel schema)
    {
        var open = schema.Grants.Where(g => g.Grantee == "public").Select(g => g.On).ToHashSet();
        return schema.Parts.Where(p => p.Kind is "function" or "late function").Select(p => "function " + p.Name).Where(f => !open.Contains(f))
            .Select(f => $"revoke execute on {f} from public;");
    }

    private static IEnumerable<PartModel> Parts(SchemaModel schema, string kind) => schema.Parts.Where(p => p.Kind == kind);

    private static void Each<T>(StringBuilder text, IEnumerable<T> things, Func<T, string> line)
    {
        var before = text.Length;
        foreach (var thing in things)
        {
            text.Append(line(thing)).Append('\n');
        }

        text.Append(text.Length > before ? "\n" : "");
    }
}
