using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Projects;

namespace BraidMgr.Grains.Projects;

// A project from a v1 file.
internal sealed partial class ProjectsGrain
{
    /// <inheritdoc/>
    public Task<ImportReport> Import(Change change, string yaml, bool dryRun) => throw Error.Unavailable("Import is being built.");
}
