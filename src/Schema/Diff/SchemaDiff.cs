namespace BraidMgr.Schema.Diff;

/// <summary>
/// The DDL that leads from one schema to another. What would lose data, could fail on data, or could be meant otherwise (a rename) is
/// written as a comment for a person to decide.
/// </summary>
internal sealed class SchemaDiff
{
    private readonly SchemaModel _have;
    private readonly SchemaModel _want;
    private readonly List<string> _lines = [];

    private SchemaDiff(SchemaModel have, SchemaModel want) => (_have, _want) = (have, want);

    /// <summary>Statements and comments, in order; <paramref name="left"/> are the comments that ask for a person.</summary>
    internal static string Between(SchemaModel have, SchemaModel want, out IReadOnlyList<string> left)
    {
        var diff = new SchemaDiff(have, want);
        diff.Compare();
        left = diff._lines.FindAll(line => line.StartsWith("-- left to you", StringComparison.Ordinal));
        return string.Concat(diff._lines.Select(line => line + "\n"));
    }

    private void Compare()
    {
        foreach (var extension in _want.Extensions.Except(_have.Extensions))
        {
            Do($"create extension if not exists {extension}");
        }

        Enums();
        DropParts("trigger", "view", "foreign key", "constraint", "index");
        MakeParts("function");
        Tables();
        foreach (var table in _want.Tables.Intersect(_have.Tables))
        {
            new ColumnDiff(table, _have, _want, Do, Leave).Compare();
        }

        MakeParts("constraint", "index", "foreign key", "late function", "view", "trigger");
        DropParts("late function", "function");
        Grants();
    }

    private void Enums()
    {
        foreach (var wanted in _want.Enums)
        {
            if (_have.Enums.Find(e => e.Name == wanted.Name) is not { } there)
            {
                Do($"create type {wanted.Name} as enum ({string.Join(", ", wanted.Labels)})");
            }
            else if (there.Labels.Except(wanted.Labels).Any())
            {
                Leave($"enum {wanted.Name} loses or renames a label ({string.Join(", ", there.Labels.Except(wanted.Labels))})", $"alter type {wanted.Name} rename value …");
            }
            else
            {
                Labels(wanted, there);
            }
        }

        foreach (var gone in _have.Enums.Where(e => _want.Enums.TrueForAll(w => w.Name != e.Name)))
        {
            Leave($"enum {gone.Name} is not wanted any more", $"drop type {gone.Name}");
        }
    }

    private void Labels(EnumModel wanted, EnumModel there)
    {
        for (var i = 0; i < wanted.Labels.Count; i++)
        {
            if (!there.Labels.Contains(wanted.Labels[i]))
            {
                Do($"alter type {wanted.Name} add value {wanted.Labels[i]}" + (i == 0 ? $" before {wanted.Labels[1]}" : $" after {wanted.Labels[i - 1]}"));
            }
        }
    }

    private void Tables()
    {
        foreach (var table in _want.Tables.Except(_have.Tables))
        {
            _lines.Add(SchemaText.Table(_want, table).TrimEnd('\n'));
        }

        foreach (var table in _have.Tables.Except(_want.Tables))
        {
            Leave($"table {table} is not wanted any more: is it a rename?", $"drop table {table}");
        }
    }

    private void DropParts(params string[] kinds)
    {
        var wanted = _want.Parts.ToDictionary(p => p.Key);
        foreach (var part in kinds.SelectMany(kind => _have.Parts.Where(p => p.Kind == kind)))
        {
            var other = wanted.GetValueOrDefault(part.Key);
            var replaced = other is not null && other.Create != part.Create && part.Kind is not ("function" or "late function" or "view");
            if ((other is null || replaced) && (part.Table.Length == 0 || _want.Tables.Contains(part.Table)))
            {
                Do(part.Drop);
            }
        }
    }

    private void MakeParts(params string[] kinds)
    {
        var there = _have.Parts.ToDictionary(p => p.Key);
        foreach (var part in kinds.SelectMany(kind => _want.Parts.Where(p => p.Kind == kind)))
        {
            var withTable = part.Kind is "constraint" or "index" && !_have.Tables.Contains(part.Table);
            if (!withTable && there.GetValueOrDefault(part.Key)?.Create != part.Create)
            {
                if (MayRefuseRows(part))
                {
                    _lines.Add($"-- beware: an organization with rows in {part.Table} that break this stays at the version before, and is named by migrate status");
                }

                Do(part.Create);
            }
        }
    }

    private bool MayRefuseRows(PartModel part) => _have.Tables.Contains(part.Table)
        && (part.Kind is "constraint" or "foreign key" || (part.Kind == "index" && part.Create.StartsWith("CREATE UNIQUE", StringComparison.Ordinal)));

    private void Grants()
    {
        var functions = _want.Parts.Where(p => p.Kind is "function" or "late function").Select(p => "function " + p.Name).ToHashSet();
        var made = functions.Except(_have.Parts.Select(p => "function " + p.Name)).ToList();
        foreach (var open in made.Where(f => !_want.Grants.Contains(new(f, "public", "execute"))))
        {
            Do($"revoke execute on {open} from public");
        }

        foreach (var grant in _want.Grants.Except(_have.Grants).Where(g => g.Grantee != "public" || !made.Contains(g.On)))
        {
            Do($"grant {grant.Privilege} on {grant.On} to {grant.Grantee}");
        }

        var kept = _want.Tables.Concat(functions).Concat(_want.Parts.Where(p => p.Kind == "view").Select(p => p.Name)).Append("schema public").ToHashSet();
        foreach (var grant in _have.Grants.Except(_want.Grants).Where(g => kept.Contains(g.On)))
        {
            Do($"revoke {grant.Privilege} on {grant.On} from {grant.Grantee}");
        }
    }

    private void Do(string statement) => _lines.Add(statement + ";");

    private void Leave(string why, string statement)
    {
        _lines.Add("-- left to you: " + why);
        _lines.Add($"-- {statement};");
    }
}
