using System.Globalization;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Budget;
using BraidMgr.Contracts.Projects;

namespace BraidMgr.Grains.Assistant;

/// <summary>One answer of the built-in assistant: made of the projects' data alone. It says what it cannot answer.</summary>
internal sealed class BuiltInAnswer(Sight sight)
{
    private const int Listed = 20;
    private const int Days = 7;

    private readonly Draft _draft = new();

    /// <summary>Answers a question.</summary>
    public async Task<Draft> To(string question)
    {
        var subject = Subjects.Of(question);
        if (subject == Subject.Unknown)
        {
            _draft.Write("I cannot answer that.");
            _draft.Write("I can say how things stand, what is late and why, who has what, how the budget stands, what changed this week, what blocks what, and what an item such as #42 is.");
            return _draft;
        }

        var projects = await sight.Projects();
        if (projects.Count == 0)
        {
            _draft.Write("You see no project.");
        }

        foreach (var project in projects)
        {
            await Answer(subject, question, project);
        }

        return _draft;
    }

    private async Task Answer(Subject subject, string question, Project project)
    {
        if (subject is Subject.Changes or Subject.Budget)
        {
            await (subject == Subject.Changes ? TellChanges(project) : TellBudget(project));
            return;
        }

        var items = await sight.Items(project);
        switch (subject)
        {
            case Subject.Items:
                TellItems(project, items, Subjects.Numbers(question));
                break;
            case Subject.Blocks:
                await TellBlocks(project, items, Subjects.Numbers(question));
                break;
            case Subject.Late:
                List(project, [.. items.Where(i => Lateness.Of(i) is not null).OrderBy(i => i.Indicator)], "late", i => $": {Lateness.Of(i)}");
                break;
            case Subject.Whose:
                TellWhose(project, items, question);
                break;
            default:
                TellStatus(project, items);
                break;
        }
    }

    private void TellItems(Project project, IReadOnlyList<Item> items, IReadOnlyList<int> numbers)
    {
        foreach (var number in numbers)
        {
            if (items.FirstOrDefault(i => i.ItemNum == number) is not { } item)
            {
                _draft.Write(project, $"there is no #{number} that you see.");
                continue;
            }

            _draft.Write(project, $"{item.PercentComplete} % done{(item.Indicator is { } indicator ? ", " + Labels<Indicator>.Of(indicator) : "")}.");
            _draft.Write(item, $"{Dates(item)}{(item.Description is { Length: > 0 } text ? ": " + Draft.OneLine(text) : "")}");
        }
    }

    private async Task TellBlocks(Project project, IReadOnlyList<Item> items, IReadOnlyList<int> numbers)
    {
        var open = (await sight.Dependencies(project, items))
            .Where(d => d.DependsOn.PercentComplete < 100 && d.Item.PercentComplete < 100)
            .Where(d => numbers.Count == 0 || numbers.Contains(d.Item.ItemNum) || numbers.Contains(d.DependsOn.ItemNum)).ToList();
        _draft.Write(project, open.Count == 0 ? "nothing waits for anything that is not done." : $"{open.Count} wait for something that is not done.");
        foreach (var (item, dependsOn) in open.Take(Listed))
        {
            _draft.Write(item, $" waits for #{dependsOn.ItemNum} {Draft.OneLine(dependsOn.Title)}, {dependsOn.PercentComplete} % done");
        }
    }

    private async Task TellChanges(Project project)
    {
        var activity = await sight.Activity(project, Days, Listed);
        _draft.Write(project, $"{activity.Total} changes in the last {Days} days.");
        foreach (var entry in activity.Activity)
        {
            _draft.Write($"- {entry.CreatedAt:yyyy-MM-dd HH:mm} {Draft.OneLine(entry.UserName ?? "BraidMgr")}: {entry.Action} {entry.EntityType} {ChangedTitle.Of(entry)}".TrimEnd());
        }
    }

    private async Task TellBudget(Project project)
    {
        var budget = await sight.Budget(project);
        if (budget is { TotalBudget: 0, BurnToDate: 0 })
        {
            _draft.Write(project, "there is no budget, and nothing was spent.");
            return;
        }

        _draft.Write(project, $"{Money(budget.BurnToDate)} of {Money(budget.TotalBudget)} spent in {budget.WeeksCompleted} complete weeks, {Money(budget.RemainingBudget)} left: {Standing(budget.Status)}.");
        _draft.Write($"- {Money(budget.WeeklyAvgBurn)} a week on average; what is left lasts {budget.WeeksRemaining} weeks; {Money(budget.EstTotalBurn)} by the end of the project");
        foreach (var part in budget.ByWorkstream.Take(Listed))
        {
            _draft.Write($"- {Draft.OneLine(part.Name ?? "no workstream")}: {Money(part.Allocated)} allocated{(part.Spent is { } spent ? $", {Money(spent)} spent" : "")}");
        }

        foreach (var resource in budget.Resources.Take(Listed))
        {
            _draft.Write($"- {Draft.OneLine(resource.Resource)}: {Money(resource.Cost)} spent{(resource.Hours is { } hours ? $" in {hours:0.##} hours" : "")}");
        }
    }

    private void TellWhose(Project project, IReadOnlyList<Item> items, string question)
    {
        var open = items.Where(i => i.PercentComplete < 100).ToList();
        var named = open.Where(i => i.AssignedTo is { Length: > 0 } who && Subjects.Names(question, who)).ToList();
        if (named.Count > 0)
        {
            List(project, named, "open", i => $": {i.PercentComplete} % done");
            return;
        }

        _draft.Write(project, $"{open.Count} open items.");
        foreach (var person in open.GroupBy(i => i.AssignedTo ?? "nobody").OrderByDescending(g => g.Count()).Take(Listed))
        {
            _draft.Write($"- {Draft.OneLine(person.Key)}: {string.Join(", ", person.Take(Listed).Select(i => $"#{i.ItemNum}"))}{(person.Count() > Listed ? ", …" : "")}");
        }
    }

    private void TellStatus(Project project, IReadOnlyList<Item> items)
    {
        var late = items.Count(i => Lateness.Of(i) is not null);
        var done = items.Count(i => i.PercentComplete == 100);
        _draft.Write(project, $"{items.Count} items, {done} done, {late} late.");
        foreach (var group in items.Where(i => i.Indicator is not null).GroupBy(i => i.Indicator!.Value).OrderBy(g => g.Key))
        {
            _draft.Write($"- {Labels<Indicator>.Of(group.Key)}: {group.Count()}");
        }
    }

    private void List(Project project, List<Item> items, string what, Func<Item, string> line)
    {
        _draft.Write(project, $"{items.Count} {what}.");
        foreach (var item in items.Take(Listed))
        {
            _draft.Write(item, line(item));
        }

        if (items.Count > Listed)
        {
            _draft.Write($"- and {items.Count - Listed} more");
        }
    }

    private static string Money(decimal amount) => amount.ToString("#,0.00", CultureInfo.InvariantCulture);

    private static string Standing(BudgetStatus status) => status switch
    {
        BudgetStatus.Over => "more was spent than there was",
        BudgetStatus.Within15 => "less than 15 % remain",
        _ => "15 % or more remain",
    };

    private static string Dates(Item item) => string.Concat(
        item.StartDate is { } start ? $", starts {start:yyyy-MM-dd}" : "",
        item.FinishDate is { } finish ? $", finishes {finish:yyyy-MM-dd}" : "",
        item.Deadline is { } deadline ? $", deadline {deadline:yyyy-MM-dd}" : "");
}
