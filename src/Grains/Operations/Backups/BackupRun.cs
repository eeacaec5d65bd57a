using BraidMgr.Backups;
using BraidMgr.Contracts.Operations;
using BraidMgr.Grains.Central;
using BraidMgr.Grains.Operations.Runs;
using Microsoft.Extensions.Options;

namespace BraidMgr.Grains.Operations.Backups;

/// <summary>Backs up organizations, and the central database where asked. What fails stops no other.</summary>
internal sealed class BackupRun(CentralDatabase central, OrganizationBackups backups, IOptions<BackupOptions> options) : IRunKind
{
    /// <summary>The kind's name.</summary>
    public const string Name = "backup";

    /// <summary>The step that is the central database.</summary>
    public const string CentralStep = "(central)";

    /// <inheritdoc/>
    public string Kind => Name;

    /// <inheritdoc/>
    public async Task Work(RunContext run, CancellationToken cancellationToken)
    {
        var order = run.Arguments(OperationsJson.Default.BackupOrder);
        var reason = $"by {run.Order.StartedBy}";
        var orgs = (await central.Run(session => session.OrgsToBackUp(), cancellationToken))
            .Where(o => order.Only is null || order.Only.Contains(o.Slug)).ToList();
        List<(string Step, Func<Task<string>> Do)> steps =
            [.. orgs.Select(org => (org.Slug, (Func<Task<string>>)(async () => Told(await backups.Make(org, reason, cancellationToken)))))];
        if (order.Central)
        {
            steps.Add((CentralStep, async () => Told(await backups.MakeOfCentral(reason, cancellationToken))));
        }

        await run.AtOnce(options.Value.Concurrency, steps, cancellationToken);
    }

    private static string Told(BackupManifest made) => $"{made.Id}: {made.Rows} rows of {made.Tables.Count} tables, {made.Size} bytes, {made.Files} files";
}
