using System.Diagnostics.CodeAnalysis;

namespace Orleans.Runtime;

/// <summary>A timer of one activation; disposing it cancels the token of a running callback and prevents further ones.</summary>
public interface IGrainTimer : IDisposable
{
    /// <summary>Sets when it fires next and how long after each callback it fires again; infinite means never.</summary>
    void Change(TimeSpan dueTime, TimeSpan period);
}

/// <summary>How a grain timer fires.</summary>
public readonly struct GrainTimerCreationOptions()
{
    [SetsRequiredMembers]
    public GrainTimerCreationOptions(TimeSpan dueTime, TimeSpan period) : this()
    {
        DueTime = dueTime;
        Period = period;
    }

    /// <summary>Time until the first callback; zero is at once, infinite never.</summary>
    public required TimeSpan DueTime { get; init; }

    /// <summary>Time from the end of a callback to the next; infinite fires once.</summary>
    public required TimeSpan Period { get; init; }

    /// <summary>When true the callback may interleave with requests; default false: it waits its turn as a request does.</summary>
    public bool Interleave { get; init; }

    /// <summary>When true each callback counts as use and puts off idle collection; default false.</summary>
    public bool KeepAlive { get; init; }
}
