using System.Globalization;
using BraidMgr.Contracts.Projects;

namespace BraidMgr.Grains.Projects.Exports;

/// <summary>A report for people: tables of items, of what is active by severity, or of counts.</summary>
internal sealed class MarkdownExport(ProjectState state, DateOnly today) : ExportWriter(state)
{
    private static readonly string[] Headings = [.. ItemColumns.ForReading.Select(c => MarkdownText.Escape(c.Heading))];

    /// <inheritdoc/>
    public override void Begin(ExportReport report, bool hasItems)
    {
        var what = report switch { ExportReport.Active => "active items", ExportReport.Summary => "summary", _ => "items" };
        Text.Append("# ").Append(MarkdownText.Escape(State.Project.Name)).Append(": ").Append(what).Append("\n\n");
        if (State.Project.ClientName is { } client)
        {
            Text.Append("Client: ").Append(MarkdownText.Escape(client)).Append("  \n");
        }

        Text.Append(CultureInfo.InvariantCulture, $"As of {today:yyyy-MM-dd}\n");
        if (report != ExportReport.Summary && !hasItems)
        {
            Text.Append("\nThere are none.\n");
        }
        else if (report == ExportReport.Items)
        {
            MarkdownText.Head(Text, Headings);
        }
    }

    /// <inheritdoc/>
    public override void BeginSection(string heading)
    {
        Text.Append("\n## ").Append(heading).Append('\n');
        MarkdownText.Head(Text, Headings);
    }

    /// <inheritdoc/>
    public override Task Write(IReadOnlyList<Item> items)
    {
        foreach (var item in items)
        {
            var workstream = WorkstreamOf(item);
            MarkdownText.Row(Text, ItemColumns.ForReading.Select(c => c.Value(item, workstream) is { } value
                ? c.IsText || c.Name == "indicator" ? MarkdownText.Escape(value) : value
                : ""));
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override void Write(Summary summary)
    {
        foreach (var (group, counts) in summary.Groups)
        {
            Text.Append("\n## By ").Append(group.Replace('_', ' ')).Append('\n');
            MarkdownText.Head(Text, [Heading(group.Replace('_', ' ')), "Items"]);
            foreach (var (value, count) in counts)
            {
                MarkdownText.Row(Text, [MarkdownText.Escape(value ?? "none"), count.ToString(CultureInfo.InvariantCulture)]);
            }
        }

        Text.Append(CultureInfo.InvariantCulture, $"\nTotal: {summary.Total}\n");
    }

    private static string Heading(string label) => char.ToUpperInvariant(label[0]) + label[1..];
}
