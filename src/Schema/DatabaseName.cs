using System.Text.RegularExpressions;

namespace BraidMgr.Schema;

/// <summary>What may be the name of a database, and how it is put into a statement that takes no parameters.</summary>
internal static partial class DatabaseName
{
    internal const string OrgPrefix = "braidmgr_org_";

    // PostgreSQL would cut a longer name, and two organizations could meet in one database.
    internal static void RequirePlain(string name)
    {
        if (!Plain().IsMatch(name))
        {
            throw new ArgumentException($"'{name}' is no database name: a-z, 0-9 and '_', at most 63, beginning with a letter", nameof(name));
        }
    }

    internal static void RequireOrg(string name)
    {
        RequirePlain(name);
        if (!name.StartsWith(OrgPrefix, StringComparison.Ordinal))
        {
            throw new ArgumentException($"'{name}' is not the name of an organization's database: those begin with {OrgPrefix}", nameof(name));
        }
    }

    internal static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    [GeneratedRegex(@"^[a-z][a-z0-9_]{0,62}\z")]
    private static partial Regex Plain();
}
