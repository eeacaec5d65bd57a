using System.Security.Cryptography;
using System.Text;

namespace BraidMgr.Backups;

/// <summary>The keys that backups are encrypted with, by id.</summary>
public sealed class BackupKeys
{
    private const int KeyBytes = 32;
    private const string DerivedId = "master";

    private readonly Dictionary<string, byte[]> _keys = [];

    /// <summary>Reads the keys.</summary>
    /// <param name="options">The keys that are configured.</param>
    /// <param name="master">The installation's master key, of which one is derived.</param>
    public BackupKeys(BackupOptions options, ReadOnlySpan<byte> master)
    {
        _keys[DerivedId] = HKDF.DeriveKey(HashAlgorithmName.SHA256, master.ToArray(), KeyBytes, info: "braidmgr backups"u8.ToArray());
        foreach (var (id, text) in options.Keys.Concat(options.KeyFiles.Select(f => KeyValuePair.Create(f.Key, File.ReadAllText(f.Value)))))
        {
            _keys[id] = IsKey(text) ? Convert.FromBase64String(text.Trim()) : throw new BackupException($"The backup key {id} is not 32 bytes in base64.");
        }

        CurrentId = options.KeyId.Length > 0 ? options.KeyId : _keys.Keys.FirstOrDefault(id => id != DerivedId) ?? DerivedId;
    }

    /// <summary>The id of the key for new backups.</summary>
    public string CurrentId { get; }

    /// <summary>The key of one object: of the key with an id, bound to a name and to a salt, so that no two objects share one.</summary>
    internal byte[] Derive(string id, string name, ReadOnlySpan<byte> salt) => _keys.TryGetValue(id, out var key)
        ? HKDF.DeriveKey(HashAlgorithmName.SHA256, key, KeyBytes, salt.ToArray(), Encoding.UTF8.GetBytes(name))
        : throw new BackupException($"The backup was encrypted with the key {id}, which this host does not have; add it to Backup:Keys or Backup:KeyFiles.");

    internal static bool IsKey(string text)
    {
        Span<byte> bytes = stackalloc byte[64];
        return Convert.TryFromBase64String(text.Trim(), bytes, out var written) && written == KeyBytes;
    }
}
