using Orleans.Runtime;

namespace BraidMgr.Embedded;

/// <summary>Which activation's turn runs on this thread.</summary>
internal static class RuntimeContext
{
    [ThreadStatic]
    private static Activation? _current;

    public static Activation? Current => _current;

    /// <summary>Enters a turn and returns the one it is nested in, to be given back to <see cref="Leave"/>.</summary>
    public static Activation? Enter(Activation activation)
    {
        var outer = _current;
        _current = activation;
        return outer;
    }

    public static void Leave(Activation? outer) => _current = outer;
}

/// <summary>The accessor that services inject.</summary>
internal sealed class GrainContextAccessor : IGrainContextAccessor
{
    public IGrainContext? GrainContext => RuntimeContext.Current;
}
