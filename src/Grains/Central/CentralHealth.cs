using System.Globalization;
using BraidMgr.Schema;

namespace BraidMgr.Grains.Central;

/// <summary>What the central database says of itself.</summary>
/// <param name="Version">The number of the newest migration that it has; 0 when it has none.</param>
/// <param name="Required">The number that this build needs at least.</param>
/// <param name="Organizations">Active organizations: each has a database.</param>
public sealed record CentralStatus(int Version, int Required, int Organizations)
{
    /// <summary>Whether this build can serve with it.</summary>
    public bool IsMigrated => Version >= Required;
}

/// <summary>Asks the central database how it is, as the role that serves.</summary>
public sealed class CentralHealth(CentralDatabase central)
{
    private const string CountSql = "SELECT count(*)::text FROM organizations WHERE status = 'active' AND deleted_at IS NULL";

    /// <summary>Asks it; UNAVAILABLE, with the reason inside, when it does not answer.</summary>
    public Task<CentralStatus> Check(CancellationToken cancellationToken = default) => central.Run(
        async session =>
        {
            var version = await SchemaVersion.ReadAsync(session.Connection, cancellationToken);
            var required = SchemaVersion.Required(DatabaseKind.Central);
            var count = version < required ? "0" : await session.One(row => row.GetString(0), CountSql);
            return new CentralStatus(version, required, int.Parse(count!, CultureInfo.InvariantCulture));
        },
        cancellationToken);
}
