using System.Globalization;
using BraidMgr.Contracts.Projects;

namespace BraidMgr.Grains.Projects.Exports;

/// <summary>Items or counts for a spreadsheet.</summary>
internal sealed class CsvExport(ProjectState state) : ExportWriter(state)
{
    /// <inheritdoc/>
    public override void Begin(ExportReport report, bool hasItems) =>
        CsvText.Begin(Text, report == ExportReport.Summary ? ["by", "value", "items"] : ItemColumns.All.Select(c => c.Name));

    /// <inheritdoc/>
    public override Task Write(IReadOnlyList<Item> items)
    {
        foreach (var item in items)
        {
            var workstream = WorkstreamOf(item);
            CsvText.Record(Text, ItemColumns.All.Select(c => (c.Value(item, workstream), c.IsText)));
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override void Write(Summary summary)
    {
        foreach (var (group, counts) in summary.Groups)
        {
            foreach (var (value, count) in counts)
            {
                CsvText.Record(Text, [(group, false), (value, true), (count.ToString(CultureInfo.InvariantCulture), false)]);
            }
        }
    }
}
