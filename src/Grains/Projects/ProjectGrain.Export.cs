using BraidMgr.Contracts.Access;
using BraidMgr.Grains.Orgs;
using BraidMgr.Grains.Projects.Statements;
using BraidMgr.Grains.Projects.V1Files;

namespace BraidMgr.Grains.Projects;

// The project as a v1 file.
internal sealed partial class ProjectGrain
{
    /// <inheritdoc/>
    public async Task<string> Export(Caller caller)
    {
        var access = await Authorize(caller, Permission.View);
        var rows = (await _org.Query(new LoadForExport(_projectId)))!;
        var state = await State(access);
        var items = state.Items.Select(entry => entry.On(access.Today)).Where(Sight(access).Sees).ToList();
        return RaidLogWriter.Write(RaidLogMapping.ToLog(state.Project, [.. state.Workstreams], items, rows));
    }
}
