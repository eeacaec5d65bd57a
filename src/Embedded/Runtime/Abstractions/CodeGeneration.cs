namespace Orleans.CodeGeneration;

/// <summary>
/// The version of a grain interface, by which silos of two versions in one cluster know what they can call of each other; the embedded
/// engine has one silo, and so one version.
/// </summary>
[AttributeUsage(AttributeTargets.Interface)]
public sealed class VersionAttribute(ushort version) : Attribute
{
    /// <summary>Counts from 1.</summary>
    public ushort Version { get; } = version;
}
