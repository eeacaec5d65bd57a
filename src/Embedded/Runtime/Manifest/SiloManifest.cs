using System.Collections.Frozen;
using Orleans.Runtime;

namespace BraidMgr.Embedded;

/// <summary>All grain classes and interfaces of the application, by what calls look them up by.</summary>
internal sealed class SiloManifest
{
    private readonly FrozenDictionary<GrainType, GrainClass> _classes;
    private readonly FrozenDictionary<Type, GrainInterface> _interfaces;

    public SiloManifest(GrainManifestBuilder parts)
    {
        var classes = parts.GrainClasses.Distinct().Select(static type => new GrainClass(type)).ToArray();
        foreach (var clash in classes.GroupBy(static c => c.GrainType).Where(static group => group.Count() > 1))
        {
            throw new InvalidOperationException(
                $"The grain classes {string.Join(" and ", clash.Select(static c => c.Type))} share the grain type {clash.Key}; set [GrainType].");
        }

        _classes = classes.ToFrozenDictionary(static c => c.GrainType);
        _interfaces = parts.Proxies.ToFrozenDictionary(
            static entry => entry.Key,
            entry => new GrainInterface(entry.Key, entry.Value, [.. classes.Where(c => entry.Key.IsAssignableFrom(c.Type))]));
    }

    /// <exception cref="ArgumentException">No grain class has this type.</exception>
    public GrainClass ClassOf(GrainId grainId) => _classes.TryGetValue(grainId.Type, out var grainClass)
        ? grainClass
        : throw new ArgumentException($"Could not find an implementation for grain {grainId}.");

    /// <exception cref="ArgumentException">The interface is not one the code generator has seen.</exception>
    public GrainInterface InterfaceOf(Type type) => _interfaces.TryGetValue(type, out var found)
        ? found
        : throw new ArgumentException($"{type} is not a grain or observer interface of the application.");
}

/// <summary>One grain or observer interface: how to make references, and who implements it.</summary>
internal sealed class GrainInterface(Type type, Func<ReferenceSeed, GrainReference> createProxy, GrainClass[] implementations)
{
    private readonly GrainClass? _default = implementations.Length == 1
        ? implementations[0]
        : Array.Find(implementations, c => type.Name == "I" + c.Type.Name);

    public GrainReference CreateProxy(ReferenceSeed seed) => createProxy(seed);

    /// <summary>The type of grain that references to this interface reach.</summary>
    /// <exception cref="ArgumentException">There is no implementation, or several and the prefix does not choose one.</exception>
    public GrainType Resolve(string? classNamePrefix)
    {
        if (classNamePrefix is null)
        {
            return _default?.GrainType ?? throw Unresolved();
        }

        var matches = Array.FindAll(implementations, c => c.Type.FullName!.StartsWith(classNamePrefix, StringComparison.Ordinal));
        return matches.Length == 1 ? matches[0].GrainType : throw Unresolved();
    }

    private ArgumentException Unresolved() => new(implementations.Length == 0
        ? $"Could not find an implementation for interface {type}."
        : $"Several grain classes implement {type}; name one by its class name prefix or grain type.");
}
