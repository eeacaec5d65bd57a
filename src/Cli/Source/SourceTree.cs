using System.Globalization;
using System.Text.RegularExpressions;
using BraidMgr.Schema;

namespace BraidMgr.Cli.Source;

/// <summary>The repository, for the commands that write into it.</summary>
internal sealed partial class SourceTree
{
    private readonly string _root;

    private SourceTree(string root) => _root = root;

    /// <summary>The repository that the current folder is in, or that BRAIDMGR_SOURCE names.</summary>
    internal static SourceTree Find()
    {
        var named = Environment.GetEnvironmentVariable("BRAIDMGR_SOURCE");
        for (var folder = string.IsNullOrEmpty(named) ? Environment.CurrentDirectory : named; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (Directory.Exists(Path.Combine(folder, "src", "Schema", "migrations")))
            {
                return new SourceTree(folder);
            }
        }

        throw new CliException(ExitCode.Usage, "this is not inside of BraidMgr's source; go there, or name it in BRAIDMGR_SOURCE");
    }

    /// <summary>The migrations as they stand in the files, whatever this build carries.</summary>
    internal MigrationSet Migrations(DatabaseKind kind)
    {
        try
        {
            return new MigrationSet(kind, Directory.GetFiles(Folder(kind), "*.sql").Select(f => Migration.Parse(Path.GetFileName(f), File.ReadAllText(f))));
        }
        catch (SchemaException e)
        {
            throw new CliException(ExitCode.Usage, e.Message);
        }
    }

    /// <summary>The wanted schema.</summary>
    internal string SchemaPath(DatabaseKind kind) => Path.Combine(_root, "schema", NameOf(kind) + ".sql");

    /// <summary>Where the next migration goes.</summary>
    internal string NextPath(DatabaseKind kind, string title)
    {
        var name = NotInName().Replace(title.ToLowerInvariant(), "_").Trim('_');
        return name.Length == 0
            ? throw new CliException(ExitCode.Usage, $"'{title}' gives a file no name; use letters and digits")
            : Path.Combine(Folder(kind), string.Create(CultureInfo.InvariantCulture, $"{Migrations(kind).Version + 1:0000}_{name}.sql"));
    }

    private string Folder(DatabaseKind kind) => Path.Combine(_root, "src", "Schema", "migrations", NameOf(kind));

    private static string NameOf(DatabaseKind kind) => kind == DatabaseKind.Central ? "central" : "org";

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NotInName();
}
