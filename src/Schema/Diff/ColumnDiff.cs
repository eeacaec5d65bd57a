using System.Globalization;
using System.Text.RegularExpressions;

namespace BraidMgr.Schema.Diff;

/// <summary>The DDL that leads from one table's columns to another's.</summary>
internal sealed partial class ColumnDiff(string table, SchemaModel have, SchemaModel want, Action<string> todo, Action<string, string> leave)
{
    private readonly List<ColumnModel> _have = have.Columns.FindAll(c => c.Table == table);
    private readonly List<ColumnModel> _want = want.Columns.FindAll(c => c.Table == table);

    internal void Compare()
    {
        var gone = _have.FindAll(h => _want.TrueForAll(w => w.Name != h.Name));
        foreach (var column in _want)
        {
            if (_have.Find(h => h.Name == column.Name) is { } there)
            {
                Change(there, column);
            }
            else
            {
                Add(column, gone);
            }
        }

        foreach (var column in gone)
        {
            leave($"column {table}.{column.Name} is not wanted any more", $"alter table {table} drop column {column.Name}");
        }
    }

    private void Add(ColumnModel column, List<ColumnModel> gone)
    {
        var add = $"alter table {table} add column {column.Definition}";
        if (gone.Find(g => g.Type == column.Type) is { } renamed)
        {
            leave($"{table}.{column.Name} is new and {renamed.Name} of the same type is gone: a rename, or two columns?",
                $"alter table {table} rename column {renamed.Name} to {column.Name}; -- or: {add}");
        }
        else if (column is { NotNull: true, Default: null, Generated: null, Identity: null })
        {
            leave($"{table}.{column.Name} has no default: on a table with rows this fails; add it without NOT NULL and fill it first", add);
        }
        else
        {
            todo(add);
        }
    }

    private void Change(ColumnModel there, ColumnModel wanted)
    {
        var alter = $"alter table {table} alter column {wanted.Name}";
        if (there.Type != wanted.Type)
        {
            Retype(alter, there, wanted);
        }

        if (there.Generated != wanted.Generated || there.Identity != wanted.Identity)
        {
            leave($"{table}.{wanted.Name} is generated otherwise", $"alter table {table} drop column {wanted.Name}; -- and add column {wanted.Definition}");
        }

        if (there.Default != wanted.Default)
        {
            todo(wanted.Default is null ? $"{alter} drop default" : $"{alter} set default {wanted.Default}");
        }

        if (there.NotNull && !wanted.NotNull)
        {
            todo($"{alter} drop not null");
        }
        else if (!there.NotNull && wanted.NotNull)
        {
            leave($"{table}.{wanted.Name} becomes NOT NULL, which fails where a row has none: fill it first", $"{alter} set not null");
        }
    }

    private void Retype(string alter, ColumnModel there, ColumnModel wanted)
    {
        if (Widens(there.Type, wanted.Type))
        {
            todo($"{alter} type {wanted.Type}");
        }
        else
        {
            leave($"{table}.{wanted.Name} changes from {there.Type} to {wanted.Type}, which may not hold every value", $"{alter} type {wanted.Type} using {wanted.Name}::{wanted.Type}");
        }
    }

    private static bool Widens(string from, string to) => (from, to) switch
    {
        ("smallint", "integer" or "bigint") or ("integer", "bigint") or ("real", "double precision") => true,
        _ when from.StartsWith("character varying", StringComparison.Ordinal) && to == "text" => true,
        _ when Sized().Match(from) is { Success: true } f && Sized().Match(to) is { Success: true } t =>
            f.Groups[1].Value == t.Groups[1].Value && f.Groups[3].Value == t.Groups[3].Value && Number(t) >= Number(f),
        _ => false,
    };

    private static int Number(Match sized) => int.Parse(sized.Groups[2].ValueSpan, CultureInfo.InvariantCulture);

    // varchar(n) and numeric(n,s): wider, with the same number of decimals.
    [GeneratedRegex(@"^(character varying|numeric)\((\d+)(,\d+)?\)$")]
    private static partial Regex Sized();
}
