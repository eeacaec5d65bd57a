using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace BraidMgr.Schema;

/// <summary>
/// What the schema <c>public</c> of a database holds, one line a thing, as PostgreSQL itself describes it: two databases with one
/// hash have the same schema. The journal of migrations and indexes of an organization's own (<c>own_…</c>) do not count.
/// </summary>
public sealed class Catalogue
{
    private const int Shown = 4;

    private Catalogue(IReadOnlyList<string> lines)
    {
        Lines = lines;
        Hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))));
    }

    /// <summary>What is there, in order.</summary>
    public IReadOnlyList<string> Lines { get; }

    /// <summary>SHA-256 of all lines, in lower-case hexadecimal.</summary>
    public string Hash { get; }

    /// <summary>Reads it from a database; nothing is open on the connection.</summary>
    public static async Task<Catalogue> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken = default) =>
        new(await CatalogueReader.ReadAsync(connection, cancellationToken));

    /// <summary>What a database lacks and has too much, beside what is expected; empty when the hashes are one.</summary>
    public IReadOnlyList<string> DriftFrom(Catalogue expected) =>
        Hash == expected.Hash
            ? []
            : [.. expected.Lines.Except(Lines).Select(line => "missing: " + line), .. Lines.Except(expected.Lines).Select(line => "unexpected: " + line)];

    /// <summary>A drift in one line: its first parts, each cut, and how many there are.</summary>
    internal static string Summary(IReadOnlyList<string> drift)
    {
        var first = drift.Take(Shown).Select(line => line.ReplaceLineEndings(" ")).Select(line => line.Length > 120 ? line[..120] + "…" : line);
        return string.Join("; ", first) + (drift.Count > Shown ? $"; and {drift.Count - Shown} more" : "");
    }
}
