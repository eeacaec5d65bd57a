using BraidMgr.Embedded;

namespace Orleans.Runtime;

/// <summary>Values that travel with a call to the grains it reaches, and never back to the caller.</summary>
public static class RequestContext
{
    private static readonly AsyncLocal<CallContext?> Local = new();

    public static IEnumerable<string> Keys => Local.Value?.Values.Keys.AsEnumerable() ?? [];

    public static IEnumerable<KeyValuePair<string, object>> Entries => Local.Value?.Values.AsEnumerable() ?? [];

    public static object? Get(string key) => Local.Value is { } context && context.Values.TryGetValue(key, out var value) ? value : null;

    public static void Set(string key, object value)
    {
        var values = new Dictionary<string, object>(Local.Value?.Values ?? []) { [key] = value };
        Local.Value = new CallContext(values);
    }

    /// <summary>Returns whether the key was there.</summary>
    public static bool Remove(string key)
    {
        if (Local.Value is not { } context || !context.Values.ContainsKey(key))
        {
            return false;
        }

        var values = new Dictionary<string, object>(context.Values);
        values.Remove(key);
        Local.Value = values.Count == 0 ? null : new CallContext(values);
        return true;
    }

    public static void Clear()
    {
        if (Local.Value is not null)
        {
            Local.Value = null;
        }
    }

    /// <summary>The context a callee runs in: these values and nothing else of the caller's async locals.</summary>
    internal static ExecutionContext ForCallee() => Local.Value is { } context ? context.Execution : CleanContext.Instance;

    /// <summary>One immutable set of values and, made at its first call, the execution context that carries it.</summary>
    private sealed class CallContext(Dictionary<string, object> values)
    {
        private ExecutionContext? _execution;

        public Dictionary<string, object> Values { get; } = values;

        public ExecutionContext Execution => _execution ?? Capture();

        private ExecutionContext Capture()
        {
            ExecutionContext.Run(CleanContext.Instance, static state => ((CallContext)state!).CaptureInside(), this);
            return _execution!;
        }

        private void CaptureInside()
        {
            Local.Value = this;
            _execution = ExecutionContext.Capture();
        }
    }
}
