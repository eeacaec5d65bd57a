using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace BraidMgr.Schema;

/// <summary>A part of a migration that is sent as one.</summary>
/// <param name="Sql">The statements.</param>
/// <param name="Repeat">Again and again, each time by itself, until it changes no row: a backfill in pieces.</param>
public sealed record MigrationCommand(string Sql, bool Repeat);

/// <summary>One numbered .sql file; its checksum is the SHA-256 of the text, in lower-case hexadecimal.</summary>
public sealed partial record Migration(int Version, string Name, string Sql, string Checksum)
{
    /// <summary>Makes a migration from a file named <c>NNNN_name.sql</c>; line ends do not count in the checksum.</summary>
    /// <exception cref="SchemaException">The file's name has another form.</exception>
    public static Migration Parse(string fileName, string sql)
    {
        var match = FileName().Match(fileName);
        if (!match.Success)
        {
            throw new SchemaException($"migration {fileName}: the name must be four digits, '_' and a-z, 0-9, '_', then .sql");
        }

        var text = sql.ReplaceLineEndings("\n");
        var checksum = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        return new Migration(int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture), match.Groups[2].Value, text, checksum);
    }

    /// <summary>False when the file begins with <c>-- transaction: none</c>.</summary>
    public bool InTransaction => !Sql.StartsWith("-- transaction: none\n", StringComparison.Ordinal);

    /// <summary>
    /// The whole file; or, outside a transaction, its parts between lines <c>-- statement</c> or <c>-- statement: repeat</c>, as
    /// PostgreSQL runs what is sent together in one transaction.
    /// </summary>
    public IReadOnlyList<MigrationCommand> Commands => InTransaction ? [new(Sql, Repeat: false)] : [.. Parts()];

    /// <summary>The file's name without its extension.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Version:0000}_{Name}");

    private IEnumerable<MigrationCommand> Parts()
    {
        var (start, repeat) = (0, false);
        foreach (Match line in Separator().Matches(Sql))
        {
            yield return new MigrationCommand(Sql[start..line.Index], repeat);
            (start, repeat) = (line.Index + line.Length, line.Groups[1].Success);
        }

        yield return new MigrationCommand(Sql[start..], repeat);
    }

    [GeneratedRegex(@"^(\d{4})_([a-z0-9_]+)\.sql$")]
    private static partial Regex FileName();

    [GeneratedRegex(@"^-- statement(: repeat)?[ \t]*$", RegexOptions.Multiline)]
    private static partial Regex Separator();
}
