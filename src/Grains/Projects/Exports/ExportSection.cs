using BraidMgr.Contracts;
using BraidMgr.Contracts.Projects;

namespace BraidMgr.Grains.Projects.Exports;

/// <summary>A part of a report: some of its items, under a heading of their own.</summary>
/// <param name="Heading">What stands above them; null for no heading.</param>
/// <param name="Has">Whether an item belongs to it.</param>
internal sealed record ExportSection(string? Heading, Func<Item, bool> Has)
{
    /// <summary>All items, as one.</summary>
    public static IReadOnlyList<ExportSection> All { get; } = [new(null, _ => true)];

    /// <summary>Items that are not done, by severity, and last those without dates: they have none, and are open all the same. A draft is not yet.</summary>
    public static IReadOnlyList<ExportSection> Active { get; } =
    [
        Of(Severity.Critical), Of(Severity.Warning), Of(Severity.Active), Of(Severity.Upcoming),
        new("Without dates", item => item is { Severity: null, Draft: false }),
    ];

    private static ExportSection Of(Severity severity)
    {
        var label = Labels<Severity>.Of(severity);
        return new(char.ToUpperInvariant(label[0]) + label[1..], item => item.Severity == severity);
    }
}
