using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using BraidMgr.Contracts.Operations;

namespace BraidMgr.Grains.Operations.Runs;

/// <summary>
/// A run as its kind sees it. Changes of steps are shown at once and stored within a second; <see cref="Remember"/> and
/// <see cref="Save"/> return when it is stored. Used from the turns of the run's grain only.
/// </summary>
public sealed class RunContext
{
    private readonly StoredRun _stored;
    private readonly Func<Task> _save;
    private readonly Dictionary<string, int> _places;

    internal RunContext(StoredRun stored, Func<Task> save)
    {
        (_stored, _save) = (stored, save);
        _places = stored.Steps.Select((step, place) => (step.Name, place)).ToDictionary(s => s.Name, s => s.place);
    }

    /// <summary>What was ordered.</summary>
    public RunOrder Order => _stored.Order!;

    /// <summary>Whether something changed since it was last stored.</summary>
    internal bool IsChanged { get; set; }

    /// <summary>The kind's arguments.</summary>
    public T Arguments<T>(JsonTypeInfo<T> type) => JsonSerializer.Deserialize(Order.Arguments, type)!;

    /// <summary>Names steps that the run will have; those that are known stay as they are.</summary>
    public void Expect(IEnumerable<string> names)
    {
        foreach (var name in names.Where(name => !_places.ContainsKey(name)))
        {
            Put(name, RunState.Waiting, null);
        }
    }

    /// <summary>Where a step stands; null when it is unknown.</summary>
    public RunStep? Step(string name) => _places.TryGetValue(name, out var place) ? _stored.Steps[place] : null;

    /// <summary>Whether a step is done already.</summary>
    public bool IsDone(string name) => Step(name)?.State == RunState.Done;

    /// <summary>How many steps are done so far.</summary>
    public int CountDone() => _stored.Steps.Count(s => s.State == RunState.Done);

    /// <summary>How many steps failed so far.</summary>
    public int CountFailed() => _stored.Steps.Count(s => s.State == RunState.Failed);

    /// <summary>A step begins, or has got somewhere.</summary>
    public void Begin(string name, string? message = null) => Put(name, RunState.Running, message);

    /// <summary>A step is done.</summary>
    public void Done(string name, string? message = null) => Put(name, RunState.Done, message);

    /// <summary>A step failed; the message says why and names the thing.</summary>
    public void Failed(string name, string message) => Put(name, RunState.Failed, message);

    /// <summary>Says what the run does now; the last word is its result.</summary>
    public void Say(string message)
    {
        _stored.Message = message;
        _stored.Change++;
        IsChanged = true;
    }

    /// <summary>What was remembered under a name, also before a crash; null when nothing was.</summary>
    public string? Recall(string name) => _stored.Notes.GetValueOrDefault(name);

    /// <summary>Remembers something over crashes: when this returns it is stored.</summary>
    public Task Remember(string name, string value)
    {
        _stored.Notes[name] = value;
        return Save();
    }

    /// <summary>Stores everything now.</summary>
    public Task Save() => _save();

    private void Put(string name, RunState state, string? message)
    {
        var step = new RunStep(name, state, message, ++_stored.Change);
        if (_places.TryGetValue(name, out var place))
        {
            _stored.Steps[place] = step;
        }
        else
        {
            _places[name] = _stored.Steps.Count;
            _stored.Steps.Add(step);
        }

        IsChanged = true;
    }
}
