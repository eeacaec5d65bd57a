using System.ComponentModel;

namespace BraidMgr.Embedded;

/// <summary>How a grain method wants to be called; from its attributes.</summary>
[Flags]
[EditorBrowsable(EditorBrowsableState.Never)]
public enum CallOptions
{
    None = 0,
    ReadOnly = 1,
    AlwaysInterleave = 2,
    OneWay = 4,
}

/// <summary>What is known of a grain method at compile time; one for each, made by generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class CallDescriptor(Type interfaceType, string methodName, CallOptions options, string? responseTimeout)
{
    public Type InterfaceType { get; } = interfaceType;

    public string MethodName { get; } = methodName;

    public CallOptions Options { get; } = options;

    /// <summary>The method's own response timeout; null means the silo's.</summary>
    public TimeSpan? ResponseTimeout { get; } =
        responseTimeout is null ? null : TimeSpan.Parse(responseTimeout, System.Globalization.CultureInfo.InvariantCulture);

    public override string ToString() => $"{InterfaceType.Name}.{MethodName}";
}
