namespace BraidMgr.Engine.Tests;

/// <summary>What a note grain stores.</summary>
public sealed class NoteState
{
    public string Text { get; set; } = "";

    public List<string> Earlier { get; set; } = [];
}

public interface INoteGrain : IGrainWithStringKey
{
    Task Write(string text);

    Task Clear();

    Task<string> Text();

    Task<bool> Exists();

    /// <summary>Deactivates, so that the next request reads the state anew.</summary>
    Task Leave();
}

public interface IGuidNoteGrain : IGrainWithGuidKey
{
    Task Write(string text);
}

public interface IIntegerNoteGrain : IGrainWithIntegerKey
{
    Task Write(string text);
}

public sealed class NoteGrain([PersistentState("note", "central")] IPersistentState<NoteState> note) : Grain, INoteGrain
{
    public async Task Write(string text)
    {
        note.State.Earlier.Add(note.State.Text);
        note.State.Text = text;
        await note.WriteStateAsync();
    }

    public Task Clear() => note.ClearStateAsync();

    public Task<string> Text() => Task.FromResult(string.Join(" < ", note.State.Earlier.Append(note.State.Text).Reverse()));

    public Task<bool> Exists() => Task.FromResult(note.RecordExists);

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}

public sealed class GuidNoteGrain([PersistentState("note", "central")] IPersistentState<NoteState> note) : Grain, IGuidNoteGrain
{
    public Task Write(string text)
    {
        note.State.Text = text;
        return note.WriteStateAsync();
    }
}

public sealed class IntegerNoteGrain([PersistentState("note", "central")] IPersistentState<NoteState> note) : Grain, IIntegerNoteGrain
{
    public Task Write(string text)
    {
        note.State.Text = text;
        return note.WriteStateAsync();
    }
}
