using BraidMgr.Backups;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Operations;
using BraidMgr.Grains.Central;
using BraidMgr.Grains.Provisioning;
using Orleans.Concurrency;

namespace BraidMgr.Grains.Operations.Backups;

/// <summary>The backups, as the object store has them at the moment.</summary>
[Reentrant]
internal sealed class BackupsGrain(CentralDatabase central, BackupStore store) : Grain, IBackupsGrain
{
    /// <inheritdoc/>
    public async Task<BackupList> Of(string slug) => await List(BackupStore.ScopeOf((await Find(slug)).Id));

    /// <inheritdoc/>
    public Task<BackupList> OfCentral() => List(BackupStore.Central);

    /// <inheritdoc/>
    public async Task Check(BackupOrder order)
    {
        var known = (await central.Run(session => session.OrgsToBackUp())).Select(o => o.Slug).ToHashSet();
        var errors = new ValidationErrors();
        foreach (var slug in (order.Only ?? []).Where(slug => !known.Contains(slug)))
        {
            errors.Add("only", $"there is no organization {slug} whose database could be backed up");
        }

        errors.ThrowIfAny();
    }

    /// <inheritdoc/>
    public async Task Check(RestoreOrder order)
    {
        var org = await Find(order.Slug);
        _ = await store.Find(BackupStore.ScopeOf(org.Id), order.BackupId) ?? throw Error.NotFound("backup", order.BackupId);
        if (order.NewSlug is { } slug)
        {
            var errors = new ValidationErrors();
            errors.Slug("new_slug", slug);
            errors.ThrowIfAny();
            if (await central.Run(session => session.HasSlug(slug)))
            {
                throw Error.Conflict($"The slug {slug} is taken.");
            }
        }
    }

    private async Task<OrgToBackUp> Find(string slug) =>
        await central.Run(session => session.OrgToBackUp(slug)) ?? throw Error.NotFound("organization", slug);

    private async Task<BackupList> List(string scope)
    {
        var all = await store.List(scope);
        return new BackupList([.. all.Select(Show)], all.Count);
    }

    private static Backup Show(BackupManifest b) => new(b.Id, b.TakenAt, b.Reason, b.SchemaVersion, b.KeyId, b.Size, b.Rows, b.Sha256);
}
