using System.ComponentModel;
using Orleans.Runtime;

namespace BraidMgr.Embedded;

/// <summary>What an assembly declares for the engine; implemented by generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IGrainManifest
{
    void Populate(GrainManifestBuilder builder);
}

/// <summary>Points to an assembly's <see cref="IGrainManifest"/>; emitted by the code generator.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class GrainManifestAttribute(Type manifest) : Attribute
{
    internal IGrainManifest Create() => (IGrainManifest)Activator.CreateInstance(manifest)!;
}

/// <summary>Collects what the assemblies of the application declare.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class GrainManifestBuilder
{
    internal Dictionary<Type, Func<ReferenceSeed, GrainReference>> Proxies { get; } = [];

    internal List<Type> GrainClasses { get; } = [];

    public GrainManifestBuilder Interface<T>(Func<ReferenceSeed, GrainReference> createProxy)
    {
        Proxies[typeof(T)] = createProxy;
        return this;
    }

    public GrainManifestBuilder Grain<T>()
    {
        GrainClasses.Add(typeof(T));
        return this;
    }
}
