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

    private static readonly SymbolDisplayFormat TypeFormat = SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(
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

    private static bool IsAddressable(ITypeSymbol type) =>
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
                CheckMethod(method, type, isObserver, problems);
                methods.Add(ReadMethod(method));
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

    private static void CheckMethod(IMethodSymbol method, INamedTypeSymbol owner, bool isObserver, List<Problem> problems)
    {
        var name = method.ToDisplayString();
        var returns = KindOf(method.ReturnType);
        if (returns is null || (returns == ReturnKind.Void && !isObserver))
        {
            problems.Add(At(method, owner, Problems.ReturnType, name, method.ReturnType.ToDisplayString()));
        }

        if (method.IsStatic || !method.IsAbstract)
        {
            problems.Add(At(method, owner, Problems.Member, name));
        }

        if (method.IsGenericMethod)
        {
            problems.Add(At(method, owner, Problems.Generic, name));
        }

        foreach (var parameter in method.Parameters.Where(static p => p.RefKind != RefKind.None || p.IsParams))
        {
            problems.Add(At(method, owner, Problems.Parameter, name, parameter.Name));
        }

        if (method.Parameters.Count(static p => IsToken(p.Type)) > 1)
        {
            problems.Add(At(method, owner, Problems.Tokens, name));
        }

        if (Has(method, "OneWay") && returns is ReturnKind.TaskOfResult or ReturnKind.ValueTaskOfResult)
        {
            problems.Add(At(method, owner, Problems.OneWay, name));
        }

        if (isObserver && Has(method, "AlwaysInterleave"))
        {
            problems.Add(At(method, owner, Problems.ObserverInterleave, name));
        }
    }

    private static MethodModel ReadMethod(IMethodSymbol method)
    {
        var returns = KindOf(method.ReturnType) ?? ReturnKind.Task;
        var result = (method.ReturnType as INamedTypeSymbol)?.TypeArguments.FirstOrDefault();
        var oneWay = returns == ReturnKind.Void || Has(method, "OneWay");
        var options = new[]
        {
            Has(method, "ReadOnly") ? "ReadOnly" : null,
            Has(method, "AlwaysInterleave") ? "AlwaysInterleave" : null,
            oneWay ? "OneWay" : null,
        }.Where(static option => option is not null).DefaultIfEmpty("None");
        return new MethodModel(
            method.Name,
            method.ContainingType.ToDisplayString(TypeFormat),
            returns,
            method.ReturnType.ToDisplayString(TypeFormat),
            result?.ToDisplayString(TypeFormat) ?? string.Empty,
            string.Join(" | ", options.Select(static option => "global::BraidMgr.Embedded.CallOptions." + option)),
            ResponseTimeoutOf(method),
            oneWay,
            IsReference(result),
            new(method.Parameters.Select(ReadParameter).ToImmutableArray()));
    }

    private static ParameterModel ReadParameter(IParameterSymbol parameter) => new(
        parameter.Name,
        parameter.Type.ToDisplayString(TypeFormat),
        IsToken(parameter.Type),
        IsReference(parameter.Type));

    /// <summary>A grain passes and returns itself as a reference to it, never as the object.</summary>
    private static bool IsReference(ITypeSymbol? type) => type is { TypeKind: TypeKind.Interface } && IsAddressable(type);

    private static ReturnKind? KindOf(ITypeSymbol type) => type.OriginalDefinition.ToDisplayString() switch
    {
        "void" => ReturnKind.Void,
        "System.Threading.Tasks.Task" => ReturnKind.Task,
        "System.Threading.Tasks.Task<TResult>" => ReturnKind.TaskOfResult,
        "System.Threading.Tasks.ValueTask" => ReturnKind.ValueTask,
        "System.Threading.Tasks.ValueTask<TResult>" => ReturnKind.ValueTaskOfResult,
        _ => null,
    };

    private static bool IsToken(ITypeSymbol type) => type.ToDisplayString() == "System.Threading.CancellationToken";

    private static bool Has(IMethodSymbol method, string attribute) => method.GetAttributes()
        .Any(a => a.AttributeClass?.ToDisplayString() == $"Orleans.Concurrency.{attribute}Attribute");

    private static string? ResponseTimeoutOf(IMethodSymbol method) => method.GetAttributes()
        .FirstOrDefault(static a => a.AttributeClass?.ToDisplayString() == "Orleans.ResponseTimeoutAttribute")
        ?.ConstructorArguments.FirstOrDefault().Value as string;

    /// <summary>Points at the member, or at the interface that inherits it when the member is in another assembly.</summary>
    private static Problem At(ISymbol member, INamedTypeSymbol owner, DiagnosticDescriptor descriptor, params string[] arguments) =>
        new(descriptor, LocationModel.Of(member) ?? LocationModel.Of(owner), new(arguments.ToImmutableArray()));
}
