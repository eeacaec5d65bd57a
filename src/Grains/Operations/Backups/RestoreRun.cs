using BraidMgr.Backups;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Files;
using BraidMgr.Contracts.Operations;
using BraidMgr.Grains.Central;
using BraidMgr.Grains.Operations.Organizations;
using BraidMgr.Grains.Operations.Runs;
using BraidMgr.Grains.Provisioning;
using BraidMgr.Storage;

namespace BraidMgr.Grains.Operations.Backups;

/// <summary>
/// Restores a backup of an organization beside what serves, verifies it, then lets it take the place of the live database or become an
/// organization of its own. Until the swap nothing that serves is touched; what dies half way is begun again.
/// </summary>
internal sealed class RestoreRun(
    CentralDatabase central, BackupStore store, OrganizationBackups backups, OrganizationHold hold, OrganizationSwap swap, IObjectStore objects) : IRunKind
{
    /// <summary>The kind's name.</summary>
    public const string Name = "restore";

    private const string Before = "back up what is there";
    private const string Restore = "restore beside it and verify";
    private const string Swap = "swap";
    private const string Found = "make the new organization";
    private const string Drop = "drop the old database";

    private const string Database = "database";
    private const string OldDatabase = "old";

    // Reads that began before the swap get as long.
    private static readonly TimeSpan ReadsEnd = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public string Kind => Name;

    /// <inheritdoc/>
    public async Task Work(RunContext run, CancellationToken cancellationToken)
    {
        var order = run.Arguments(OperationsJson.Default.RestoreOrder);
        var org = await Find(order, cancellationToken);
        var backup = await store.Find(BackupStore.ScopeOf(org.Id), order.BackupId, cancellationToken) ?? throw Error.NotFound("backup", order.BackupId);
        run.Expect(order.NewSlug is null ? [Before, Restore, Swap, Drop] : [Restore, Found]);
        if (run.Recall(Database) is null)
        {
            await run.Remember(Database, DatabaseNames.Another(order.NewSlug ?? order.Slug));
        }

        if (order.NewSlug is null)
        {
            await InPlace(run, org, backup, cancellationToken);
        }
        else
        {
            await Beside(run, org, backup, order.NewSlug, cancellationToken);
        }

        run.Say($"as of {backup.TakenAt:yyyy-MM-dd HH:mm:ss}Z, {backup.Rows} rows");
    }

    /// <inheritdoc/>
    public async Task Undo(RunContext run, CancellationToken cancellationToken)
    {
        var order = run.Arguments(OperationsJson.Default.RestoreOrder);
        if (await central.Run(session => session.OrgToBackUp(order.Slug), cancellationToken) is not { } org)
        {
            return;
        }

        if (order.NewSlug is null)
        {
            await OrganizationHold.RememberStatus(run, org);
            await GaveBack(run, org, cancellationToken);
        }

        if (run.Recall(Database) is { } database)
        {
            await (await central.Maintain(session => session.HasDatabase(database), cancellationToken)
                ? DropReplaced(run, org, cancellationToken)
                : DropRestored(run, org, database, cancellationToken));
        }
    }

    private async Task DropReplaced(RunContext run, OrgToBackUp org, CancellationToken cancellationToken)
    {
        if (run.Recall(OldDatabase) is { } old)
        {
            await swap.Tell(org.Id);
            await DropOld(run, org, old, cancellationToken);
        }
    }

    private async Task DropRestored(RunContext run, OrgToBackUp org, string database, CancellationToken cancellationToken)
    {
        await backups.Drop(org, database, cancellationToken);
        if (run.Arguments(OperationsJson.Default.RestoreOrder).NewSlug is not null)
        {
            await objects.DeleteAll(StorageKeys.PrefixOf(await OrganizationSwap.NewId(run)), cancellationToken);
        }
    }

    private async Task<OrgToBackUp> Find(RestoreOrder order, CancellationToken cancellationToken) =>
        await central.Run(session => session.OrgToBackUp(order.Slug), cancellationToken) ?? throw Error.NotFound("organization", order.Slug);

    private async Task InPlace(RunContext run, OrgToBackUp org, BackupManifest backup, CancellationToken cancellationToken)
    {
        var database = run.Recall(Database)!;
        if (org.Database != database)
        {
            await OrganizationHold.RememberStatus(run, org);
            if (await GaveBack(run, org, cancellationToken))
            {
                org = await Find(run.Arguments(OperationsJson.Default.RestoreOrder), cancellationToken);
            }

            await BackUpFirst(run, org, cancellationToken);
            await RestoreBeside(run, org, backup, org.Id, database, cancellationToken);
            await run.Remember(OldDatabase, org.Database);
            run.Begin(Swap);
            var pause = await swap.Into(run, org, database, cancellationToken);
            run.Done(Swap, pause);
        }

        await swap.Tell(org.Id);
        run.Done(Swap, run.Step(Swap)?.Message);
        await DropOld(run, org, run.Recall(OldDatabase)!, cancellationToken);
    }

    private async Task DropOld(RunContext run, OrgToBackUp org, string old, CancellationToken cancellationToken)
    {
        run.Begin(Drop);
        await Task.Delay(ReadsEnd, cancellationToken);
        run.Done(Drop, await swap.DropRetired(run, org, old, cancellationToken));
    }

    /// <summary>Gives an organization back that a run holds which died or could not: this one, or one that was before; true when there was one.</summary>
    private async Task<bool> GaveBack(RunContext run, OrgToBackUp org, CancellationToken cancellationToken) => org.Status == "moving"
        && (await hold.GiveBack(run, org, cancellationToken) ? true : throw Error.Unavailable($"Organization {org.Slug} was swapped just now."));

    // What is there may be the very reason for the restore: that it cannot be backed up must not be in the way.
    private async Task BackUpFirst(RunContext run, OrgToBackUp org, CancellationToken cancellationToken)
    {
        if (run.IsDone(Before))
        {
            return;
        }

        run.Begin(Before);
        try
        {
            var made = await backups.MakeAndKeepAll(org, $"before a restore by {run.Order.StartedBy}", cancellationToken);
            run.Done(Before, $"{made.Id}: {made.Rows} rows");
        }
        catch (Exception error) when (error is Npgsql.PostgresException or BackupException)
        {
            run.Done(Before, $"not possible: {RunErrors.Plain(error)}");
        }
    }

    private async Task RestoreBeside(
        RunContext run, OrgToBackUp org, BackupManifest backup, Guid becomes, string database, CancellationToken cancellationToken)
    {
        if (run.IsDone(Restore))
        {
            return;
        }

        run.Begin(Restore);
        await backups.Restore(org, backup, database, cancellationToken);
        var files = await backups.RestoreFiles(org, backup, database, becomes, cancellationToken);
        run.Done(Restore, $"{backup.Rows} rows of {backup.Tables.Count} tables are what was backed up; {files}");
        await run.Save();
    }

    private async Task Beside(RunContext run, OrgToBackUp org, BackupManifest backup, string slug, CancellationToken cancellationToken)
    {
        if (run.IsDone(Found))
        {
            return;
        }

        await RestoreBeside(run, org, backup, await OrganizationSwap.NewId(run), run.Recall(Database)!, cancellationToken);
        run.Begin(Found);
        run.Done(Found, await swap.AsAnother(run, org, slug, run.Recall(Database)!, cancellationToken));
    }
}
