using System.Text;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Chat;
using BraidMgr.Contracts.Projects;

namespace BraidMgr.Grains.Assistant.Provider;

/// <summary>
/// What a model is told of the projects, all of it seen by who asks: one JSON value a line, what matters most first, as much as there is
/// room for. Projects share the room.
/// </summary>
internal sealed class Briefing
{
    private const int LongestDescription = 1000;
    private const int Days = 7;
    private const int Changes = 30;

    private readonly StringBuilder _text = new();
    private readonly List<(Project Project, IReadOnlyList<Item> Items)> _told = [];

    private Briefing()
    {
    }

    /// <summary>The lines, each with what ends it.</summary>
    public string Text => _text.ToString();

    /// <summary>Writes what there is for a question.</summary>
    public static async Task<Briefing> Write(AssistantQuestion question, Sight sight, DateOnly today, int room)
    {
        var briefing = new Briefing();
        briefing.Add(new() { Today = today });
        var projects = await sight.Projects();
        var asked = Subjects.Numbers(question.Text);
        for (var i = 0; i < projects.Count; i++)
        {
            var items = await sight.Items(projects[i]);
            briefing._told.Add((projects[i], items));
            var lines = await Lines(sight, projects[i], items, asked);
            briefing.Add(lines, (room - briefing._text.Length) / (projects.Count - i));
        }

        return briefing;
    }

    /// <summary>What an answer speaks of: the project, or those that it names, and the items of theirs whose numbers it names.</summary>
    public JsonText RefsOf(string answer)
    {
        var numbers = Subjects.AllNumbers(answer).ToHashSet();
        var meant = _told.Where(t => _told.Count == 1 || Subjects.Names(answer, t.Project.Name)).ToList();
        return ContextRefs.Of(
            meant.Select(t => t.Project.Id), meant.SelectMany(t => t.Items).Where(item => numbers.Contains(item.ItemNum)).Select(item => item.Id));
    }

    /// <summary>A text of at most so many characters.</summary>
    public static string? Cut(string? text, int most) => text is null || text.Length <= most ? text : string.Concat(text.AsSpan(0, most), "…");

    private static async Task<List<BriefingLine>> Lines(Sight sight, Project project, IReadOnlyList<Item> items, IReadOnlyList<int> asked)
    {
        var waits = (await sight.Dependencies(project, items)).Where(d => d.DependsOn.PercentComplete < 100 && d.Item.PercentComplete < 100);
        var changes = (await sight.Activity(project, Days, Changes)).Activity;
        var byRank = items.ToLookup(item => Rank(item, asked));
        return
        [
            new() { Project = Of(project, items) },
            new() { Budget = await sight.Budget(project) },
            .. byRank[0].Concat(byRank[1]).Select(Line),
            .. waits.Select(d => new BriefingLine { Waits = new(d.Item.ItemNum, d.DependsOn.ItemNum) }),
            .. changes.Select(Line),
            .. byRank[2].Concat(byRank[3]).Select(Line),
        ];
    }

    // Those that were asked about, those that are late, those that are open, the others.
    private static int Rank(Item item, IReadOnlyList<int> asked) =>
        asked.Contains(item.ItemNum) ? 0 : Lateness.Of(item) is not null ? 1 : item.PercentComplete < 100 ? 2 : 3;

    private static ProjectLine Of(Project project, IReadOnlyList<Item> items) => new(
        project.Name, project.ClientName, project.ProjectStart, project.ProjectEnd,
        items.Count, items.Count(i => i.PercentComplete == 100), items.Count(i => Lateness.Of(i) is not null));

    private static BriefingLine Line(Item item) => new()
    {
        Item = new(
            item.ItemNum, Labels<ItemType>.Of(item.Type), item.Title, Cut(item.Description, LongestDescription), item.AssignedTo,
            item.StartDate, item.FinishDate, item.Deadline, item.PercentComplete, Labels<Indicator>.Of(item.Indicator), Lateness.Of(item),
            item.Priority, item.BudgetAmount, item.Draft ? true : null),
    };

    private static BriefingLine Line(AuditEntry entry) => new()
    {
        Change = new(entry.CreatedAt, entry.UserName, entry.Action, entry.EntityType, ChangedTitle.Of(entry) is { Length: > 0 } what ? what : null),
    };

    private void Add(List<BriefingLine> lines, int room)
    {
        var end = _text.Length + room;
        for (var i = 0; i < lines.Count; i++)
        {
            var line = BriefingJson.Line(lines[i]);
            if (_text.Length + line.Length >= end)
            {
                Add(new() { LeftOut = lines.Count - i });
                return;
            }

            _text.Append(line).Append('\n');
        }
    }

    private void Add(BriefingLine line) => _text.Append(BriefingJson.Line(line)).Append('\n');
}
