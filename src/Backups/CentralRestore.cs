using System.Security.Cryptography;
using BraidMgr.Schema;
using Npgsql;

namespace BraidMgr.Backups;

/// <summary>What a restore of the central database did.</summary>
/// <param name="Backup">The backup.</param>
/// <param name="Old">The name that the live database has now; null when there was none.</param>
/// <param name="Known">Whether the live database could tell what was taken away since.</param>
/// <param name="Places">What somebody has to look at of organizations' databases; only looked for when the live database could not tell.</param>
public sealed record CentralRestored(BackupManifest Backup, string? Old, bool Known, IReadOnlyList<string> Places);

/// <summary>
/// Restores the central database beside the live one, verifies and migrates it, lets it take over what must not come back, and gives it the
/// live one's name. Hosts are stopped meanwhile: what they hold of central would be of another time.
/// </summary>
public sealed class CentralRestore(DatabaseBackups backups, string connectionString, Func<string, int, DatabaseServer> at)
{
    /// <summary>Does all of it; until the last step the live database is as it was.</summary>
    /// <param name="backup">The backup.</param>
    /// <param name="force">Goes on though hosts are connected, whose connections are ended, and though something is under way, which is forgotten.</param>
    /// <param name="say">Told what is done.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <exception cref="BackupException">The backup is damaged, hosts are connected, or something is under way.</exception>
    public async Task<CentralRestored> Run(BackupManifest backup, bool force, Action<string> say, CancellationToken cancellationToken)
    {
        var server = new DatabaseServer(connectionString);
        var live = new NpgsqlConnectionStringBuilder(connectionString).Database!;
        if (!force && await CentralTakeover.ConnectedAsync(server, live, cancellationToken) is > 0 and var connected)
        {
            throw new BackupException($"{connected} connections of hosts are open to {live}: stop the hosts first, or use --force, and start them anew.");
        }

        await RequireSettled(server, live, force, say, cancellationToken);
        var beside = "braidmgr_org_central_" + RandomNumberGenerator.GetHexString(8, lowercase: true);
        try
        {
            return await Replace(server, live, backup, beside, say, cancellationToken);
        }
        catch
        {
            await server.DropDatabaseAsync(beside, CancellationToken.None);
            throw;
        }
    }

    private static async Task RequireSettled(DatabaseServer server, string live, bool force, Action<string> say, CancellationToken cancellationToken)
    {
        var unsettled = await CentralTakeover.UnsettledAsync(server, live, cancellationToken);
        if (unsettled.Count > 0 && !force)
        {
            throw new BackupException(
                $"In {live} something is under way that would be forgotten: {string.Join("; ", unsettled)}. "
                + "Start the hosts and let it end or cancel it, or use --force, and see to it yourself.");
        }

        foreach (var left in unsettled)
        {
            say($"forgotten: {left}");
        }
    }

    private async Task<CentralRestored> Replace(
        DatabaseServer server, string live, BackupManifest backup, string beside, Action<string> say, CancellationToken cancellationToken)
    {
        await server.CreateEmptyAsync(beside, cancellationToken);
        await backups.Restore(backup, server, beside, cancellationToken);
        say($"restored beside {live} and verified: {backup.Rows} rows of {backup.Tables.Count} tables, as of {backup.TakenAt:yyyy-MM-dd HH:mm:ss}Z");
        await new Migrator(DatabaseKind.Central).ApplyAsync(server.ConnectionString(beside), null, cancellationToken);
        var read = await CentralTakeover.ReadAsync(server, live, cancellationToken);
        await CentralTakeover.ApplyAsync(server, beside, read, cancellationToken);
        var places = read is null ? await OrganizationPlaces.FindAsync(server, beside, at, cancellationToken) : [];
        var old = await CentralTakeover.TakeNameAsync(server, beside, live, cancellationToken);
        return new(backup, old, read is not null, places);
    }
}
