using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace BraidMgr.Embedded.CodeGenerator;

/// <summary>Reads one method of a grain or observer interface.</summary>
internal static class MethodReader
{
    public static void Check(IMethodSymbol method, INamedTypeSymbol owner, bool isObserver, List<Problem> problems)
    {
        var name = method.ToDisplayString();
        var returns = KindOf(method.ReturnType);
        if (returns is null || (returns == ReturnKind.Void && !isObserver))
        {
            problems.Add(DeclarationReader.At(method, owner, Problems.ReturnType, name, method.ReturnType.ToDisplayString()));
        }

        if (method.IsStatic || !method.IsAbstract)
        {
            problems.Add(DeclarationReader.At(method, owner, Problems.Member, name));
        }

        if (method.IsGenericMethod)
        {
            problems.Add(DeclarationReader.At(method, owner, Problems.Generic, name));
        }

        foreach (var parameter in method.Parameters.Where(static p => p.RefKind != RefKind.None || p.IsParams))
        {
            problems.Add(DeclarationReader.At(method, owner, Problems.Parameter, name, parameter.Name));
        }

        if (method.Parameters.Count(static p => IsToken(p.Type)) > 1)
        {
            problems.Add(DeclarationReader.At(method, owner, Problems.Tokens, name));
        }

        if (Has(method, "OneWay") && returns is ReturnKind.TaskOfResult or ReturnKind.ValueTaskOfResult)
        {
            problems.Add(DeclarationReader.At(method, owner, Problems.OneWay, name));
        }

        CarriedTypes.Check(method, owner, problems);
        if (isObserver && Has(method, "AlwaysInterleave"))
        {
            problems.Add(DeclarationReader.At(method, owner, Problems.ObserverInterleave, name));
        }
    }

    public static MethodModel Read(IMethodSymbol method)
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
            method.ContainingType.ToDisplayString(DeclarationReader.TypeFormat),
            returns,
            method.ReturnType.ToDisplayString(DeclarationReader.TypeFormat),
            result?.ToDisplayString(DeclarationReader.TypeFormat) ?? string.Empty,
            string.Join(" | ", options.Select(static option => "global::BraidMgr.Embedded.CallOptions." + option)),
            ResponseTimeoutOf(method),
            oneWay,
            IsReference(result),
            new(method.Parameters.Select(ReadParameter).ToImmutableArray()));
    }

    private static ParameterModel ReadParameter(IParameterSymbol parameter) => new(
        parameter.Name,
        parameter.Type.ToDisplayString(DeclarationReader.TypeFormat),
        IsToken(parameter.Type),
        IsReference(parameter.Type));

    /// <summary>A grain passes and returns itself as a reference to it, never as the object.</summary>
    private static bool IsReference(ITypeSymbol? type) => type is { TypeKind: TypeKind.Interface } && DeclarationReader.IsAddressable(type);

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
}
