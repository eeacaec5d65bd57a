using System.ComponentModel.DataAnnotations;

namespace BraidMgr.Backups;

/// <summary>Backups of databases (section <c>Backup</c>); where they are kept is section <c>Storage</c>.</summary>
public sealed class BackupOptions : IValidatableObject
{
    /// <summary>
    /// Keys by id, 32 bytes in base64 each (<c>BRAID__BACKUP__KEYS__2026</c>). A key stays as long as there are backups that were
    /// encrypted with it. Without any, one that is derived from Keys:Master is used, by the id <c>master</c>.
    /// </summary>
    public Dictionary<string, string> Keys { get; set; } = [];

    /// <summary>The same in files, by id: each holds one key in base64.</summary>
    public Dictionary<string, string> KeyFiles { get; set; } = [];

    /// <summary>The id of the key that new backups are encrypted with; required when there is more than one.</summary>
    public string KeyId { get; set; } = "";

    /// <summary>Where <c>pg_dump</c> and <c>pg_restore</c> are; empty: on the path. They must not be older than the servers.</summary>
    public string BinDirectory { get; set; } = "";

    /// <summary>Hours after which an organization is due for a backup; 0: none is made but on demand. Default 24.</summary>
    [Range(0, 8760)]
    public int EveryHours { get; set; } = 24;

    /// <summary>Days that a backup is kept. Default 30.</summary>
    [Range(1, 36500)]
    public int KeepDays { get; set; } = 30;

    /// <summary>How many of the newest are kept however old they are. Default 7.</summary>
    [Range(1, 100000)]
    public int KeepAtLeast { get; set; } = 7;

    /// <summary>How many databases are backed up or rehearsed at once. Default 2.</summary>
    [Range(1, 64)]
    public int Concurrency { get; set; } = 2;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var (id, file) in KeyFiles.Where(k => !File.Exists(k.Value)))
        {
            yield return new($"Backup:KeyFiles:{id} names {file}, which does not exist.");
        }

        foreach (var (id, _) in Keys.Where(k => !BackupKeys.IsKey(k.Value)))
        {
            yield return new($"Backup:Keys:{id} is not 32 bytes in base64. Make one with: head -c 32 /dev/urandom | base64");
        }

        if (KeyId.Length > 0 && !Keys.ContainsKey(KeyId) && !KeyFiles.ContainsKey(KeyId))
        {
            yield return new($"Backup:KeyId is {KeyId}, of which there is no key in Backup:Keys or Backup:KeyFiles.");
        }
        else if (KeyId.Length == 0 && Keys.Count + KeyFiles.Count > 1)
        {
            yield return new("Backup:KeyId must name the key that new backups are encrypted with: there are several.");
        }
    }
}
