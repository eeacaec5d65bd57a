using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;

namespace BraidMgr.Embedded.CodeGenerator;

/// <summary>Reads grain interfaces, observer interfaces and grain classes out of the compilation.</summary>
internal static class DeclarationReader
{
    private const string Addressable = "Orleans.Runtime.IAddressable";

    public static readonly SymbolDisplayFormat TypeFormat = SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(
        SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    public static Declaration? Read(INamedTypeSymbol type, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!IsAddressable(type) || type.ContainingNamespace.ToDisplayString() is "Orleans" or "Orleans.Runtime")
        {
            return null;
        }

        return type.TypeKind switch
        {
            TypeKind.Interface => ReadInterface(type),
            TypeKind.Class when !type.IsAbstract && IsGrainClass(type) => ReadClass(type),
            _ => null,
        };
    }

    public static bool IsAddressable(ITypeSymbol type) =>
        type.ToDisplayString() == Addressable || type.AllInterfaces.Any(static i => i.ToDisplayString() == Addressable);

    private static bool IsGrainClass(INamedTypeSymbol type) =>
        type.AllInterfaces.Any(static i => i.ToDisplayString() == "Orleans.IGrainBase");

    private static Declaration ReadClass(INamedTypeSymbol type)
    {
        var problems = new List<Problem>();
        CheckShape(type, problems);
        return new Declaration(null, type.ToDisplayString(TypeFormat), new(problems.ToImmutableArray()));
    }

    private static Declaration ReadInterface(INamedTypeSymbol type)
    {
        var problems = new List<Problem>();
        CheckShape(type, problems);
        var isObserver = type.AllInterfaces.Any(static i => i.ToDisplayString() == "Orleans.IGrainObserver");
        var methods = new List<MethodModel>();
        foreach (var member in type.AllInterfaces.Prepend(type).SelectMany(static i => i.GetMembers()).Where(static m => m is not ITypeSymbol))
        {
            if (member is not IMethodSymbol method)
            {
                problems.Add(At(member, type, Problems.Member, member.ToDisplayString()));
            }
            else if (method.MethodKind == MethodKind.Ordinary && !(method.IsStatic && !method.IsAbstract))
            {
                MethodReader.Check(method, type, isObserver, problems);
                methods.Add(MethodReader.Read(method));
            }
        }

        var model = problems.Count > 0 ? null : new InterfaceModel(
            type.ToDisplayString().Replace('.', '_'), type.ToDisplayString(TypeFormat), new(methods.ToImmutableArray()));
        return new Declaration(model, null, new(problems.ToImmutableArray()));
    }

    private static void CheckShape(INamedTypeSymbol type, List<Problem> problems)
    {
        for (var outer = type; outer is not null; outer = outer.ContainingType)
        {
            if (outer.IsGenericType)
            {
                problems.Add(At(type, type, Problems.Generic, type.ToDisplayString()));
            }

            if (outer.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal))
            {
                problems.Add(At(type, type, Problems.Inaccessible, type.ToDisplayString()));
            }
        }
    }

    /// <summary>Points at the member, or at the interface that inherits it when the member is in another assembly.</summary>
    public static Problem At(ISymbol member, INamedTypeSymbol owner, DiagnosticDescriptor descriptor, params string[] arguments) =>
        new(descriptor, LocationModel.Of(member) ?? LocationModel.Of(owner), new(arguments.ToImmutableArray()));
}
