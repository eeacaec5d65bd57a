using System.ComponentModel.DataAnnotations;
using BraidMgr.Schema;

namespace BraidMgr.Grains.Operations.Migrations;

/// <summary>How organizations' databases are migrated while they serve (section <c>Migrations</c>).</summary>
public sealed class MigrationOptions
{
    /// <summary>How many databases are migrated at once where an order does not say. Default 4.</summary>
    [Range(1, 64)]
    public int Concurrency { get; set; } = 4;

    /// <summary>Milliseconds that one attempt waits for a lock, and requests behind it. Default 1000.</summary>
    [Range(10, 60000)]
    public int LockTimeoutMilliseconds { get; set; } = 1000;

    /// <summary>Seconds after which a migration that cannot get its locks is given up. Default 60.</summary>
    [Range(1, 3600)]
    public int LockPatienceSeconds { get; set; } = 60;

    /// <summary>The same for the migrator.</summary>
    internal MigratorOptions ForMigrator => new(TimeSpan.FromMilliseconds(LockTimeoutMilliseconds), TimeSpan.FromSeconds(LockPatienceSeconds));
}
