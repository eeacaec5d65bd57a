using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Concurrency;
using Orleans.Core;
using Orleans.Runtime;

namespace BraidMgr.Embedded;

/// <summary>What is known of a grain class; its attributes are read once, at startup.</summary>
internal sealed class GrainClass
{
    private readonly StateParameter[] _states;
    private readonly ObjectFactory _factory;

    public GrainClass(Type type)
    {
        Type = type;
        GrainType = GrainType.Create(type.GetCustomAttribute<GrainTypeAttribute>()?.Name ?? ConventionalName(type));
        Reentrant = type.IsDefined(typeof(ReentrantAttribute), inherit: true);
        MaxLocalWorkers = type.GetCustomAttribute<StatelessWorkerAttribute>()?.MaxLocalWorkers ?? 0;
        CollectionAge = type.IsDefined(typeof(KeepAliveAttribute), inherit: true)
            ? Timeout.InfiniteTimeSpan
            : type.GetCustomAttribute<CollectionAgeLimitAttribute>()?.AgeLimit;
        _states = StateParameter.Of(type);
        _factory = ActivatorUtilities.CreateFactory(type, [.. _states.Select(static state => state.Type)]);
    }

    public Type Type { get; }

    public GrainType GrainType { get; }

    public bool Reentrant { get; }

    /// <summary>How many activations share a grain's calls; 0 unless it is a stateless worker.</summary>
    public int MaxLocalWorkers { get; }

    /// <summary>How long an activation may be idle; null means the silo's default.</summary>
    public TimeSpan? CollectionAge { get; }

    /// <summary>Constructs the grain with its dependencies; its stored states are still to be read.</summary>
    public object Create(Activation activation, out IStorage[] states)
    {
        var created = _states.Length == 0 ? [] : Array.ConvertAll(_states, state => state.Create(activation));
        states = created;
        return _factory(activation.ActivationServices, created);
    }

    private static string ConventionalName(Type type)
    {
        const string Suffix = "grain";
        var name = type.Name.ToLowerInvariant();
        return name.Length > Suffix.Length && name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name;
    }
}
