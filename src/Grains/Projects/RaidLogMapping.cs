using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Projects.Indicators;
using BraidMgr.Grains.Projects.Statements;
using BraidMgr.Grains.Projects.V1Files;

namespace BraidMgr.Grains.Projects;

/// <summary>Turns projects into v1 files and back: a file knows names and numbers where the database knows ids.</summary>
internal static class RaidLogMapping
{
    /// <summary>The file of a project, with the items given and what concerns only those.</summary>
    public static RaidLog ToLog(Project project, IReadOnlyList<Workstream> workstreams, IReadOnlyList<Item> items, ExportRows rows)
    {
        var names = workstreams.ToDictionary(w => w.Id, w => w.Name);
        var numbers = items.ToDictionary(i => i.Id, i => i.ItemNum);
        var notes = rows.Notes.ToLookup(n => n.ItemId, n => new RaidNote(n.NoteDate, n.Content));
        var dependencies = rows.Dependencies.Where(d => numbers.ContainsKey(d.DependsOnId)).ToLookup(d => d.ItemId, d => numbers[d.DependsOnId]);
        return new RaidLog
        {
            ProjectName = project.Name,
            ClientName = project.ClientName,
            ProjectStart = project.ProjectStart,
            ProjectEnd = project.ProjectEnd,
            NextItemNum = project.NextItemNum,
            Workstreams = [.. workstreams.Select(w => w.Name)],
            Items = [.. items.Select(item => ToLog(item, names, [.. notes[item.Id]], [.. dependencies[item.Id].Order()]))],
        };
    }

    /// <summary>An item of a file as a row, with a new id.</summary>
    public static Item ToItem(RaidItem item, Guid projectId, IReadOnlyDictionary<string, Guid> workstreams, DateTime now, DateOnly today)
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
        return row with { Indicator = IndicatorRules.Of(row, today) };
    }

    /// <summary>The notes of an item of a file, which are newest first: ids fall, so that notes of one day keep their order.</summary>
    public static IEnumerable<ItemNote> ToNotes(RaidItem item, Guid itemId) =>
        item.Notes.Reverse().Select(note => new ItemNote(Ids.Next(), itemId, note.Date, note.Content, null, default));

    private static RaidItem ToLog(Item item, Dictionary<Guid, string> workstreams, RaidNote[] notes, int[] dependsOn) => new()
    {
        ItemNum = item.ItemNum,
        Type = item.Type,
        Title = item.Title,
        Description = item.Description,
        Workstream = item.WorkstreamId is { } id ? workstreams[id] : null,
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
