using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Operations;
using BraidMgr.Grains.Central;
using BraidMgr.Grains.Operations.Migrations;
using BraidMgr.Grains.Operations.Runs;
using BraidMgr.Grains.Orgs.Connections;
using BraidMgr.Grains.Provisioning;
using BraidMgr.Schema;

namespace BraidMgr.Grains.Operations.Indexes;

/// <summary>Builds or drops an organization's own index, concurrently; begun again it finds the index there, or builds the dead one anew.</summary>
internal sealed class OrgIndexRun(CentralDatabase central, DatabaseServers servers, ToolConnections tools) : IRunKind
{
    /// <inheritdoc/>
    public string Kind => "org-index";

    /// <inheritdoc/>
    public async Task Work(RunContext run, CancellationToken cancellationToken)
    {
        var order = run.Arguments(OperationsJson.Default.IndexOrder);
        var target = (await central.Run(session => session.OrgTargets(), cancellationToken)).Find(t => t.Slug == order.Slug)
            ?? throw Error.NotFound("organization", order.Slug);
        var indexes = new OwnIndexes(servers.At(target.Host, target.Port));
        using var connection = await tools.Take(target.Host, target.Port, 1, cancellationToken);
        run.Begin(order.Slug);
        if (order.Drop is { } name)
        {
            await indexes.DropAsync(target.Database, name, cancellationToken);
            run.Done(order.Slug, $"dropped {name}");
        }
        else
        {
            run.Done(order.Slug, "built " + await indexes.AddAsync(target.Database, order.Table!, order.Columns, cancellationToken));
        }
    }
}
