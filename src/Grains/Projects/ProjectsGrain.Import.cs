using System.Text.Json;
using BraidMgr.Contracts;
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

    private readonly HashSet<Guid> _running = [];

    /// <inheritdoc/>
    public async Task<ImportReport> Import(Change change, string yaml, bool dryRun)
    {
        var access = await AuthorizeToCreate(change.Caller);
        return await _answers.Once(change, row => JsonSerializer.Deserialize(row.Json, BraidJson.Default.ImportReport)!, async () =>
        {
            var reading = RaidLogReader.Read(yaml, access.Today);
            return dryRun || reading.Refused ? Report(reading, dryRun, null) : await Store(change, reading, access);
        });
    }

    /// <inheritdoc/>
    public async Task<long> SweepImports()
    {
        var rows = 0L;
        while (await _org.Execute(new SweepImports([.. _running]) { Context = WriteContext.System }) is { Rows: > 0 } piece)
        {
            rows += piece.Rows;
        }

        return rows;
    }

    private async Task<ImportReport> Store(Change change, RaidLogReading reading, AccessGrant access)
    {
        var import = new RaidLogImport(reading.Log, _organizationId, access.Today, access.Calendar);
        _running.Add(import.ImporterId);
        try
        {
            await SweepImports();
            return await Store(change, import, reading);
        }
        finally
        {
            // What is left of a failed one is invisible, and the next import or the next day's housekeeping, here or on another host, sweeps it.
            _running.Remove(import.ImporterId);
        }
    }

    private async Task<ImportReport> Store(Change change, RaidLogImport import, RaidLogReading reading)
    {
        var context = WriteContext.Of(change);
        var begun = (await _org.Execute(import.Begin(context)))!;
        foreach (var piece in import.Pieces(context, PieceSize))
        {
            _ = await _org.Execute(piece) ?? throw Swept();
        }

        var report = Report(reading, dryRun: false, begun);
        var answer = JsonSerializer.Serialize(report, BraidJson.Default.ImportReport);
        var finish = new FinishImport(_organizationId, import.ProjectId, import.ImporterId, answer) { Context = context };
        _ = await Commit(finish, change.Caller) ?? throw Swept();
        await GrainFactory.Search(_organizationId).Touched();
        return report;
    }

    private static BraidException Swept() => Error.Unavailable("The import was swept by another host. Try again.");

    private static ImportReport Report(RaidLogReading reading, bool dryRun, Project? project) => new(
        dryRun, project, reading.Log.Items.Count, reading.Log.Items.Sum(i => i.Notes.Count), reading.Log.Workstreams.Count, reading.Problems);
}
