using BraidMgr.Contracts.Projects;

namespace BraidMgr.Grains.Tests.Indicators;

/// <summary>The day on which these tests stand, and the maker of their items.</summary>
internal static class Day
{
    /// <summary>A Wednesday.</summary>
    public static readonly DateOnly Today = new(2026, 11, 18);

    public static DateOnly In(int days) => Today.AddDays(days);

    public static Item Item(int percent = 0, int? start = null, int? finish = null, int? deadline = null, int? duration = null,
        int? completed = null, bool draft = false) => new()
        {
            Id = Guid.Empty,
            ProjectId = Guid.Empty,
            ItemNum = 1,
            Type = ItemType.PlanItem,
            Title = "Cut over",
            PercentComplete = percent,
            StartDate = Plus(start),
            FinishDate = Plus(finish),
            Deadline = Plus(deadline),
            CompletedOn = Plus(completed),
            DurationDays = duration,
            Draft = draft,
            Version = 1,
            CreatedAt = DateTime.UnixEpoch,
            UpdatedAt = DateTime.UnixEpoch,
        };

    private static DateOnly? Plus(int? days) => days is { } d ? In(d) : null;
}
