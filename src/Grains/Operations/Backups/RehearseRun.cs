using BraidMgr.Backups;
using BraidMgr.Contracts.Operations;
using BraidMgr.Grains.Central;
using BraidMgr.Grains.Operations.Runs;
using BraidMgr.Grains.Provisioning;
using Microsoft.Extensions.Options;

namespace BraidMgr.Grains.Operations.Backups;

/// <summary>Restores every backup into a database that is dropped again: a backup that was never restored is a hope.</summary>
internal sealed class RehearseRun(
    CentralDatabase central, BackupStore store, OrganizationBackups backups, IOptions<BackupOptions> options) : IRunKind
{
    /// <summary>The kind's name.</summary>
    public const string Name = "rehearse";

    private const string Begun = "begun";

    /// <inheritdoc/>
    public string Kind => Name;

    /// <inheritdoc/>
    public async Task Work(RunContext run, CancellationToken cancellationToken)
    {
        if (run.Recall(Begun) is not null)
        {
            // Of an organization or a backup that is gone since, no step would drop it.
            await DropLeft(run, cancellationToken);
        }

        await run.Remember(Begun, "yes");
        var order = run.Arguments(OperationsJson.Default.BackupOrder);
        var orgs = (await central.Run(session => session.OrgsToBackUp(), cancellationToken))
            .Where(o => order.Only is null || order.Only.Contains(o.Slug)).ToList();
        var steps = new List<(string, Func<Task<string>>)>();
        foreach (var org in orgs)
        {
            foreach (var backup in await store.List(BackupStore.ScopeOf(org.Id), cancellationToken))
            {
                steps.Add(($"{org.Slug} {backup.Id}", () => Try(run, org, backup, cancellationToken)));
            }
        }

        foreach (var backup in order.Central ? await store.List(BackupStore.Central, cancellationToken) : [])
        {
            steps.Add(($"{BackupRun.CentralStep} {backup.Id}", () => Try(run, null, backup, cancellationToken)));
        }

        await run.AtOnce(options.Value.Concurrency, steps, cancellationToken);
        if (run.CountFailed() > 0)
        {
            await DropLeft(run, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public Task Undo(RunContext run, CancellationToken cancellationToken) => DropLeft(run, cancellationToken);

    private async Task DropLeft(RunContext run, CancellationToken cancellationToken) =>
        await backups.DropAll(PrefixOf(run), await central.Run(session => session.DatabaseServers(), cancellationToken), cancellationToken);

    private static string PrefixOf(RunContext run) => $"braidmgr_org_rehearsal_{run.Order.Id.ToString("N")[^12..]}_";

    // Named after run and backup: who goes on after a crash finds what the crash left, and drops it.
    private async Task<string> Try(RunContext run, OrgToBackUp? org, BackupManifest backup, CancellationToken cancellationToken)
    {
        var database = PrefixOf(run) + backup.Id[^6..];
        try
        {
            await (org is null
                ? backups.RestoreCentral(backup, database, cancellationToken)
                : backups.Restore(org, backup, database, cancellationToken));
            var files = org is null ? "" : ", " + await backups.CheckFiles(org, backup, database, cancellationToken);
            return $"restored and verified: {backup.Rows} rows of {backup.Tables.Count} tables{files}";
        }
        finally
        {
            await backups.Drop(org, database, CancellationToken.None);
        }
    }
}
