using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Orgs;
using BraidMgr.Grains.Projects.Exports;
using BraidMgr.Grains.Projects.Statements;

namespace BraidMgr.Grains.Projects;

// The project as a file, in bounded pieces: a piece begins where the one before ended, and nothing is kept between them.
internal sealed partial class ProjectGrain
{
    private const int ItemsAtOnce = 100;

    // Most pieces are below the 85,000 bytes from which on the collector calls them large, and keeps them until it looks at everything.
    private const int PieceLength = 32 * 1024;

    /// <inheritdoc/>
    public async Task<ExportPiece> Export(Caller caller, ExportQuery query, ExportPosition? from)
    {
        var access = await Authorize(caller, Permission.View);
        var state = await State(access);
        if (query is { Format: ExportFormat.Yaml, Report: not ExportReport.Items })
        {
            throw Error.Invalid("report", "must be items in the format yaml; csv and markdown have the others");
        }

        if (from is null)
        {
            // A workstream that is removed while pieces are fetched only ends them.
            RequireWorkstream(state, query.Filter);
        }

        var source = new ExportSource(state, _stored, query.Filter, access.Today, Sight(access));
        var writer = Writer(query.Format, state, source, access.Today);
        if (query.Report == ExportReport.Summary)
        {
            return await WriteSummary(writer, source, state);
        }

        var sections = query.Report == ExportReport.Active ? ExportSection.Active : ExportSection.All;
        if (from is null)
        {
            writer.Begin(query.Report, hasItems: await source.HasAny(sections));
        }

        var next = await WriteItems(writer, source, sections, from ?? new ExportPosition(0, 0));
        return new(writer.ToUtf8(), next);
    }

    private static async Task<ExportPosition?> WriteItems(
        ExportWriter writer, ExportSource source, IReadOnlyList<ExportSection> sections, ExportPosition at)
    {
        while (at.Section < sections.Count && writer.Length < PieceLength)
        {
            var items = await source.After(at.AfterItem, sections[at.Section], ItemsAtOnce);
            if (at.AfterItem == 0 && items.Count > 0 && sections[at.Section].Heading is { } heading)
            {
                writer.BeginSection(heading);
            }

            await writer.Write(items);
            at = items.Count < ItemsAtOnce ? new(at.Section + 1, 0) : at with { AfterItem = items[^1].ItemNum };
        }

        return at.Section < sections.Count ? at : null;
    }

    private static async Task<ExportPiece> WriteSummary(ExportWriter writer, ExportSource source, ProjectState state)
    {
        var summary = new Summary(item => item.WorkstreamId is { } id ? state.FindWorkstream(id)?.Name : null);
        await foreach (var item in source.All())
        {
            summary.Add(item);
        }

        writer.Begin(ExportReport.Summary, summary.Total > 0);
        writer.Write(summary);
        return new(writer.ToUtf8(), null);
    }

    private ExportWriter Writer(ExportFormat format, ProjectState state, ExportSource source, DateOnly today) => format switch
    {
        ExportFormat.Csv => new CsvExport(state),
        ExportFormat.Markdown => new MarkdownExport(state, today),
        _ => new YamlExport(state, async items =>
        {
            var rows = (await _org.Query(new LoadForExport(_projectId, [.. items.Select(i => i.Id)])))!;
            return (rows, await source.Numbers(rows.Dependencies.Select(d => d.DependsOnId)));
        }),
    };
}
