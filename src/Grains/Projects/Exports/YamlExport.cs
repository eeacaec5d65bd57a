using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Projects.Statements;
using BraidMgr.Grains.Projects.V1Files;

namespace BraidMgr.Grains.Projects.Exports;

/// <summary>The project as a v1 file.</summary>
/// <param name="state">The project.</param>
/// <param name="load">Reads notes and dependencies of some items, and the numbers of those of the latter that the file has.</param>
internal sealed class YamlExport(ProjectState state, Func<IReadOnlyList<Item>, Task<(ExportRows Rows, Func<Guid, int?> NumberOf)>> load) : ExportWriter(state)
{
    /// <inheritdoc/>
    public override void Begin(ExportReport report, bool hasItems) =>
        Text.Append(RaidLogWriter.Head(RaidLogMapping.ToHead(State.Project, State.Workstreams), hasItems));

    /// <inheritdoc/>
    public override async Task Write(IReadOnlyList<Item> items)
    {
        var (rows, numberOf) = await load(items);
        Text.Append(RaidLogWriter.Items(RaidLogMapping.ToItems(items, id => State.FindWorkstream(id)?.Name, rows, numberOf)));
    }

    /// <inheritdoc/>
    public override void Write(Summary summary) => throw new NotSupportedException("A v1 file has no summary.");
}
