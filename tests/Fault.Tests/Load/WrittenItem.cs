using BraidMgr.Fault.Tests.Harness;

namespace BraidMgr.Fault.Tests.Load;

/// <summary>An item that one writer created and nobody else changes, as that writer must find it.</summary>
internal sealed class WrittenItem(Answer created)
{
    public Guid Id { get; } = created.Id;

    public int Number { get; } = created.ItemNum;

    public long Version { get; private set; } = created.Version;

    public string Title { get; private set; } = created.Title;

    /// <summary>The title of a change without an answer; null when all are answered.</summary>
    public string? InDoubt { get; set; }

    /// <summary>Whether the change in doubt was refused for the version that it expected: the item then has to be another one.</summary>
    public bool IsRefused { get; set; }

    /// <summary>Whether a change without an answer was not to be seen when it was looked for.</summary>
    public bool MayChangeLate { get; private set; }

    public string NextTitle => $"{Title.Split(' ')[0]} {Version + 1}";

    /// <summary>Takes over a change that was answered or is shown now; false when it is not the one that was sent.</summary>
    public bool TakeOver(Answer answer, string sent)
    {
        var isSent = answer.Version == Version + 1 && answer.Title == sent;
        (Version, Title, InDoubt, IsRefused, MayChangeLate) = (answer.Version, answer.Title, null, false, false);
        return isSent;
    }

    /// <summary>Goes on from the item as it was, since the change in doubt is not to be seen.</summary>
    public void NotSeen() => (InDoubt, IsRefused, MayChangeLate) = (null, false, true);

    /// <summary>Whether an item is shown as it was before the change in doubt.</summary>
    public bool IsAsBefore(Answer shown) => shown.Version == Version && shown.Title == Title;
}
