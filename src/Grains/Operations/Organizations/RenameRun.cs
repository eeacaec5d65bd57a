using BraidMgr.Contracts;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Operations;
using BraidMgr.Grains.Central;
using BraidMgr.Grains.Operations.Runs;

namespace BraidMgr.Grains.Operations.Organizations;

/// <summary>
/// Gives an organization another slug. Its database keeps its name: nobody is to know it. A run like others, so that nothing else is done
/// to the organization meanwhile; begun again it finds its own work done.
/// </summary>
internal sealed class RenameRun(IGrainFactory grains, CentralDatabase central, TimeProvider time) : IRunKind
{
    /// <summary>The kind's name.</summary>
    public const string Name = "rename";

    private const string Step = "rename";
    private const string Organization = "organization";

    private const string RenameSql = """
        UPDATE organizations SET slug = $3, updated_at = $4
        WHERE id = $1 AND slug IN ($2, $3) AND status IN ('active', 'suspended') AND deleted_at IS NULL
          AND NOT EXISTS (SELECT FROM organizations other WHERE other.slug = $3 AND other.id <> $1)
        """;

    /// <inheritdoc/>
    public string Kind => Name;

    /// <inheritdoc/>
    public async Task Work(RunContext run, CancellationToken cancellationToken)
    {
        var order = run.Arguments(OperationsJson.Default.RenameOrder);
        run.Begin(Step);
        if (run.Recall(Organization) is null)
        {
            // However it stands: one that is being made or deleted is there, and the statement refuses it.
            await run.Remember(Organization, (await grains.AdminOrganizations().Find(order.Slug)).Id.ToString());
        }

        var id = Guid.Parse(run.Recall(Organization)!);
        var renamed = await central.Transact(
            session => session.Execute(RenameSql, Param.Id(id), Param.Text(order.Slug), Param.Text(order.To), Param.Time(time.Now())), cancellationToken);
        if (renamed == 0)
        {
            throw Error.Conflict($"Organization {order.Slug} was not renamed: {order.To} is taken, or the organization is being made, moved or deleted.");
        }

        await grains.Tell(id);
        run.Done(Step, $"{order.Slug} is {order.To}");
    }
}
