using System.Reflection;
using Orleans.Core;
using Orleans.Runtime;

namespace BraidMgr.Embedded;

/// <summary>A constructor parameter with [PersistentState].</summary>
internal sealed class StateParameter
{
    private readonly ConstructorInfo _constructor;
    private readonly string _name;
    private readonly string? _storage;

    private StateParameter(ParameterInfo parameter, PersistentStateAttribute attribute)
    {
        Type = parameter.ParameterType;
        var state = Type.IsGenericType && Type.GetGenericTypeDefinition() == typeof(IPersistentState<>)
            ? Type.GetGenericArguments()[0]
            : throw new InvalidOperationException($"[PersistentState] is on {parameter.Name} of {parameter.Member.DeclaringType}, not on an IPersistentState<T>.");
        _constructor = typeof(PersistentState<>).MakeGenericType(state).GetConstructors()[0];
        _name = attribute.StateName;
        _storage = attribute.StorageName;
    }

    public Type Type { get; }

    /// <summary>The parameters of the class's longest constructor that ask for stored state.</summary>
    public static StateParameter[] Of(Type grainClass) =>
        grainClass.GetConstructors().MaxBy(static constructor => constructor.GetParameters().Length)?.GetParameters()
            .Select(static parameter => (parameter, attribute: parameter.GetCustomAttribute<PersistentStateAttribute>()))
            .Where(static found => found.attribute is not null)
            .Select(static found => new StateParameter(found.parameter, found.attribute!))
            .ToArray() ?? [];

    public IStorage Create(Activation activation) => (IStorage)_constructor.Invoke([activation, _name, _storage]);
}
