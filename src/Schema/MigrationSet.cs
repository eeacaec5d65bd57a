using System.Security.Cryptography;
using System.Text;

namespace BraidMgr.Schema;

/// <summary>The migrations of one kind of database, in order.</summary>
public sealed class MigrationSet
{
    private static readonly Lazy<MigrationSet> Central = new(() => Embedded(DatabaseKind.Central));
    private static readonly Lazy<MigrationSet> Org = new(() => Embedded(DatabaseKind.Org));

    /// <summary>A set of one's own; versions count 1, 2, 3 without a hole.</summary>
    /// <exception cref="SchemaException">A number is missing or taken twice.</exception>
    public MigrationSet(DatabaseKind kind, IEnumerable<Migration> migrations)
    {
        Kind = kind;
        All = [.. migrations.OrderBy(m => m.Version)];
        for (var i = 0; i < All.Count; i++)
        {
            if (All[i].Version != i + 1)
            {
                throw new SchemaException($"migrations of {kind}: expected number {i + 1:0000}, found {All[i]}");
            }
        }
    }

    /// <summary>Which databases these are for.</summary>
    public DatabaseKind Kind { get; }

    /// <summary>Lowest number first.</summary>
    public IReadOnlyList<Migration> All { get; }

    /// <summary>The highest number: what this build needs.</summary>
    public int Version => All.Count;

    /// <summary>Eight hexadecimal digits that differ when any file differs.</summary>
    public string Fingerprint
    {
        get
        {
            var checksums = string.Concat(All.Select(m => m.Checksum));
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(checksums)))[..8];
        }
    }

    /// <summary>The migrations that this build carries.</summary>
    public static MigrationSet Of(DatabaseKind kind) => kind == DatabaseKind.Central ? Central.Value : Org.Value;

    private static MigrationSet Embedded(DatabaseKind kind)
    {
        var assembly = typeof(MigrationSet).Assembly;
        var folder = kind == DatabaseKind.Central ? "central/" : "org/";
        return new MigrationSet(kind, assembly.GetManifestResourceNames()
            .Select(name => name.Replace('\\', '/'))
            .Where(name => name.StartsWith(folder, StringComparison.Ordinal))
            .Select(name => Migration.Parse(name[folder.Length..], Read(name))));

        string Read(string name)
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            return reader.ReadToEnd();
        }
    }
}
