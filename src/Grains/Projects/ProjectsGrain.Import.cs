using System.Text.Json;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Json;
using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Orgs;
using BraidMgr.Grains.Orgs.Statements;
using BraidMgr.Grains.Projects.Statements;
using BraidMgr.Grains.Projects.V1Files;

namespace BraidMgr.Grains.Projects;

// A project from a v1 file: written in bounded pieces, invisible until the last is in, swept when its importer is gone.
internal sealed partial class ProjectsGrain
{
    private const int PieceSize = 500;

    private readonly Guid _importerId = Guid.NewGuid();
    private bool _swept;

    /// <inheritdoc/>
    public async Task<ImportReport> Import(Change change, string yaml, bool dryRun)
    {
        var access = await AuthorizeToCreate(change.Caller);
        return await _answers.Once(change, row => JsonSerializer.Deserialize(row.Json, BraidJson.Default.ImportReport)!, async () =>
        {
            var reading = RaidLogReader.Read(yaml, access.Today);
            return dryRun || reading.Refused ? Report(reading, dryRun, null) : await Store(change, reading, access.Today);
        });
    }

    private async Task<ImportReport> Store(Change change, RaidLogReading reading, DateOnly today)
    {
        await Sweep();
        var context = WriteContext.Of(change);
        var import = new RaidLogImport(reading.Log, _organizationId, _importerId, today);
        try
        {
            var begun = (await _org.Execute(import.Begin(context)))!;
            foreach (var piece in import.Pieces(context, PieceSize))
            {
                _ = await _org.Execute(piece) ?? throw Error.Unavailable("The import was swept by another host. Try again.");
            }

            var report = Report(reading, dryRun: false, begun);
            var answer = JsonSerializer.Serialize(report, BraidJson.Default.ImportReport);
            var finish = new FinishImport(_organizationId, import.ProjectId, _importerId, answer) { Context = context };
            _ = await _org.Execute(finish) ?? throw Error.Unavailable("The import was swept by another host. Try again.");
            await _access.ProjectRoleCommitted(import.ProjectId, change.Caller.UserId, ProjectRole.Admin);
            return report;
        }
        catch (BraidException error) when (error is not OutcomeUnknownException)
        {
            // After an unknown outcome the next activation sweeps what is left; here it is known that the import is not whole.
            await _org.Execute(new SweepImports(_importerId, import.ProjectId) { Context = WriteContext.System });
            throw;
        }
    }

    /// <summary>Removes what importers left behind that are gone; once per activation, before it imports itself.</summary>
    private async Task Sweep()
    {
        if (!_swept)
        {
            await _org.Execute(new SweepImports(_importerId, null) { Context = WriteContext.System });
            _swept = true;
        }
    }

    private static ImportReport Report(RaidLogReading reading, bool dryRun, Project? project) => new(
        dryRun, project, reading.Log.Items.Count, reading.Log.Items.Sum(i => i.Notes.Count), reading.Log.Workstreams.Count, reading.Problems);
}
