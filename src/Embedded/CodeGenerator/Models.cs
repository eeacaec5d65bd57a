using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace BraidMgr.Embedded.CodeGenerator;

/// <summary>What a grain method returns.</summary>
internal enum ReturnKind
{
    Void,
    Task,
    TaskOfResult,
    ValueTask,
    ValueTaskOfResult,
}

internal sealed record ParameterModel(string Name, string Type, bool IsToken, bool IsAddressable);

internal sealed record MethodModel(
    string Name,
    string DeclaringInterface,
    ReturnKind Returns,
    string ReturnType,
    string ResultType,
    string Options,
    string? ResponseTimeout,
    bool IsOneWay,
    bool ReturnsAddressable,
    EquatableArray<ParameterModel> Parameters);

internal sealed record InterfaceModel(string Name, string FullName, EquatableArray<MethodModel> Methods);

/// <summary>A shape that the engine does not offer, and where it stands.</summary>
internal sealed record Problem(DiagnosticDescriptor Descriptor, LocationModel? Location, EquatableArray<string> Arguments)
{
    public Diagnostic ToDiagnostic() => Diagnostic.Create(Descriptor, Location?.ToLocation(), Arguments.ToObjects());
}

/// <summary>One declaration as the generator sees it; comparable, so that unchanged ones cost nothing.</summary>
internal sealed record Declaration(InterfaceModel? Interface, string? GrainClass, EquatableArray<Problem> Problems);

internal sealed record LocationModel(string Path, Microsoft.CodeAnalysis.Text.TextSpan Span, Microsoft.CodeAnalysis.Text.LinePositionSpan Lines)
{
    public static LocationModel? Of(ISymbol symbol)
    {
        foreach (var location in symbol.Locations)
        {
            if (location.IsInSource)
            {
                return new LocationModel(location.SourceTree!.FilePath, location.SourceSpan, location.GetLineSpan().Span);
            }
        }

        return null;
    }

    public Location ToLocation() => Location.Create(Path, Span, Lines);
}

/// <summary>An array that is equal to another with the same elements.</summary>
internal readonly struct EquatableArray<T>(ImmutableArray<T> items) : System.IEquatable<EquatableArray<T>>
{
    public ImmutableArray<T> Items { get; } = items;

    public bool Equals(EquatableArray<T> other) => System.Linq.Enumerable.SequenceEqual(Items, other.Items);

    public override bool Equals(object? obj) => obj is EquatableArray<T> other && Equals(other);

    public override int GetHashCode()
    {
        var hash = 17;
        foreach (var item in Items)
        {
            hash = unchecked((hash * 31) + (item?.GetHashCode() ?? 0));
        }

        return hash;
    }

    public object[] ToObjects() => [.. System.Linq.Enumerable.Cast<object>(Items)];
}
