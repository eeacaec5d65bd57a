using System.Globalization;

namespace BraidMgr.Testing;

/// <summary>Where PostgreSQL's programs are on this machine, and how a test that runs as root runs them.</summary>
internal static class PostgresBinaries
{
    private static readonly string[] Roots =
        ["/usr/lib/postgresql", "/usr/local/opt", "/opt/homebrew/opt", "/usr/local/pgsql"];

    /// <summary>BRAID_PG_BIN; else the newest installation's folder of programs, and PATH's when there is no versioned one.</summary>
    internal static string Folder { get; } = Find();

    /// <summary>PostgreSQL refuses to run as root: then it runs as the user that its package made.</summary>
    internal static bool AsPostgresUser { get; } = Environment.UserName == "root";

    /// <summary>The words before a command line that make it run as PostgreSQL's own user.</summary>
    internal static string[] Prefix => AsPostgresUser ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] : [];

    private static string Find()
    {
        var versioned = Roots.Where(Directory.Exists)
            .SelectMany(root => Directory.GetDirectories(root).Prepend(root))
            .Select(folder => Path.Combine(folder, "bin"));
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        var given = Environment.GetEnvironmentVariable("BRAID_PG_BIN") ?? "";
        return versioned.Where(Holds).OrderByDescending(Version).Prepend(given).Concat(path).FirstOrDefault(Holds)
            ?? throw new InvalidOperationException(
                "no PostgreSQL found: install PostgreSQL 15 or newer (Debian: apt-get install postgresql), " +
                "or name a server in BRAID_TEST_POSTGRES (a superuser's connection string)");
    }

    private static bool Holds(string folder) => folder.Length > 0 && File.Exists(Path.Combine(folder, "initdb"));

    private static double Version(string folder)
    {
        var digits = Path.GetFileName(Path.GetDirectoryName(folder))!.Replace("postgresql@", "", StringComparison.Ordinal);
        return double.TryParse(digits, CultureInfo.InvariantCulture, out var version) ? version : 0;
    }
}
