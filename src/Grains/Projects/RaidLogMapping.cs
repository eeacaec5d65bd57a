using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Projects.Indicators;
using BraidMgr.Grains.Projects.Statements;
using BraidMgr.Grains.Projects.V1Files;

namespace BraidMgr.Grains.Projects;

/// <summary>Turns projects into v1 files and back: a file knows names and numbers where the database knows ids.</summary>
internal static class RaidLogMapping
{
    /// <summary>The metadata of a project's file, without items.</summary>
    public static RaidLog ToHead(Project project, IEnumerable<Workstream> workstreams) => new()
    {
        ProjectName = project.Name,
        ClientName = project.ClientName,
        ProjectStart = project.ProjectStart,
        ProjectEnd = project.ProjectEnd,
        NextItemNum = project.NextItemNum,
        Workstreams = [.. workstreams.Select(w => w.Name)],
    };

    /// <summary>Some items of a project's file.</summary>
    /// <param name="items">The items, as the file has them.</param>
    /// <param name="workstreamName">The name of a workstream of the project.</param>
    /// <param name="rows">Notes on the items, and what they depend on.</param>
    /// <param name="numberOf">The number of an item that is in the file; null for one that is not.</param>
    public static IEnumerable<RaidItem> ToItems(
        IReadOnlyList<Item> items, Func<Guid, string?> workstreamName, ExportRows rows, Func<Guid, int?> numberOf)
    {
        var notes = rows.Notes.ToLookup(n => n.ItemId, n => new RaidNote(n.NoteDate, n.Content));
        var dependencies = rows.Dependencies.ToLookup(d => d.ItemId, d => numberOf(d.DependsOnId));
        return items.Select(item => ToItem(item, workstreamName, [.. notes[item.Id]], [.. dependencies[item.Id].OfType<int>().Order()]));
    }

    /// <summary>An item of a file as a row, with a new id.</summary>
    public static Item ToItem(
        RaidItem item, Guid projectId, IReadOnlyDictionary<string, Guid> workstreams, DateTime now, DateOnly today, WorkCalendar calendar)
    {
        var created = item.CreatedDate?.ToDateTime(default, DateTimeKind.Utc) ?? now;
        var row = new Item
        {
            Id = Ids.Next(),
            ProjectId = projectId,
            ItemNum = item.ItemNum,
            Type = item.Type,
            Title = item.Title,
            Description = item.Description,
            WorkstreamId = item.Workstream is { } name ? workstreams[name] : null,
            AssignedTo = item.AssignedTo,
            StartDate = item.Start,
            FinishDate = item.Finish,
            DurationDays = item.Duration,
            Deadline = item.Deadline,
            Draft = item.Draft,
            ClientVisible = item.ClientVisible,
            PercentComplete = item.PercentComplete,
            CompletedOn = item.CompletedOn,
            Priority = item.Priority,
            RptOut = item.RptOut,
            BudgetAmount = item.BudgetAmount,
            Version = 1,
            CreatedAt = created,
            UpdatedAt = item.LastUpdated?.ToDateTime(default, DateTimeKind.Utc) ?? now,
        };
        return row with { Indicator = IndicatorRules.Of(row, today, calendar) };
    }

    /// <summary>The notes of an item of a file, which are newest first: ids fall, so that notes of one day keep their order.</summary>
    public static IEnumerable<ItemNote> ToNotes(RaidItem item, Guid itemId) =>
        item.Notes.Reverse().Select(note => new ItemNote(Ids.Next(), itemId, note.Date, note.Content, null, default));

    private static RaidItem ToItem(Item item, Func<Guid, string?> workstreamName, RaidNote[] notes, int[] dependsOn) => new()
    {
        ItemNum = item.ItemNum,
        Type = item.Type,
        Title = item.Title,
        Description = item.Description,
        Workstream = item.WorkstreamId is { } id ? workstreamName(id) : null,
        AssignedTo = item.AssignedTo,
        DependsOn = dependsOn,
        Start = item.StartDate,
        Finish = item.FinishDate,
        Duration = item.DurationDays,
        Deadline = item.Deadline,
        PercentComplete = item.PercentComplete,
        CompletedOn = item.CompletedOn,
        Priority = item.Priority,
        Draft = item.Draft,
        ClientVisible = item.ClientVisible,
        RptOut = item.RptOut,
        BudgetAmount = item.BudgetAmount,
        CreatedDate = DateOnly.FromDateTime(item.CreatedAt),
        LastUpdated = DateOnly.FromDateTime(item.UpdatedAt),
        Indicator = item.Indicator,
        Notes = notes,
    };
}
