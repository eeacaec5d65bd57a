using BraidMgr.Contracts;
using BraidMgr.Contracts.Projects;

namespace BraidMgr.Grains.Assistant;

/// <summary>An answer as it is written, and what it refers to.</summary>
internal sealed class Draft
{
    // About as many characters make a token; the built-in assistant counts by that.
    private const int CharactersPerToken = 4;

    private readonly List<string> _lines = [];
    private readonly HashSet<Guid> _projects = [];
    private readonly HashSet<Guid> _items = [];

    /// <summary>The lines, each with what ends it.</summary>
    public IReadOnlyList<string> Lines => _lines;

    /// <summary>The whole text.</summary>
    public string Text => string.Concat(_lines).TrimEnd();

    /// <summary>The ids of the projects and items that it speaks of.</summary>
    public JsonText Refs => ContextRefs.Of(_projects, _items);

    /// <summary>Roughly how many tokens question and answer have.</summary>
    public int TokensWith(string question) => (question.Length + Text.Length + CharactersPerToken - 1) / CharactersPerToken;

    /// <summary>Writes a line.</summary>
    public void Write(string line) => _lines.Add(line + "\n");

    /// <summary>Writes a line about a project.</summary>
    public void Write(Project project, string line)
    {
        _projects.Add(project.Id);
        Write($"{OneLine(project.Name)}: {line}");
    }

    /// <summary>Writes a line about an item.</summary>
    public void Write(Item item, string line)
    {
        _items.Add(item.Id);
        var who = string.IsNullOrWhiteSpace(item.AssignedTo) ? "nobody's" : OneLine(item.AssignedTo);
        Write($"- #{item.ItemNum} {OneLine(item.Title)} ({Labels<ItemType>.Of(item.Type)}, {who}){line}");
    }

    /// <summary>A text of a user without what would break a line.</summary>
    public static string OneLine(string text) => string.Join(' ', text.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));
}
