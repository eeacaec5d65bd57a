using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Errors;

namespace BraidMgr.Grains.Projects;

// The project as a v1 file.
internal sealed partial class ProjectGrain
{
    /// <inheritdoc/>
    public Task<string> Export(Caller caller) => throw Error.Unavailable("Export is being built.");
}
