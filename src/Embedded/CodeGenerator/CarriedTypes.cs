using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BraidMgr.Embedded.CodeGenerator;

/// <summary>
/// Checks what Orleans needs of the types in grain calls. The embedded engine passes them by reference and would not notice;
/// Orleans would fail at the first call, or lose a member without a word.
/// </summary>
internal static class CarriedTypes
{
    public static void Check(IMethodSymbol method, INamedTypeSymbol owner, List<Problem> problems)
    {
        var seen = new HashSet<ITypeSymbol>(SymbolEqualityComparer.Default);
        foreach (var type in method.Parameters.Select(static p => p.Type).Prepend(method.ReturnType))
        {
            Check(type, method, owner, seen, problems);
        }
    }

    private static void Check(ITypeSymbol type, ISymbol user, INamedTypeSymbol owner, HashSet<ITypeSymbol> seen, List<Problem> problems)
    {
        if (type is IArrayTypeSymbol array)
        {
            Check(array.ElementType, user, owner, seen, problems);
            return;
        }

        if (type is not INamedTypeSymbol named || !seen.Add(named))
        {
            return;
        }

        foreach (var argument in named.TypeArguments)
        {
            Check(argument, user, owner, seen, problems);
        }

        if (!IsOurs(named, owner) || named.TypeKind is TypeKind.Enum or TypeKind.Interface)
        {
            return;
        }

        if (!Has(named, "Orleans.GenerateSerializerAttribute"))
        {
            problems.Add(DeclarationReader.At(user, owner, Problems.NotSerializable, named.ToDisplayString(), user.ToDisplayString()));
            return;
        }

        CheckMembers(named, owner, seen, problems);
    }

    private static void CheckMembers(INamedTypeSymbol type, INamedTypeSymbol owner, HashSet<ITypeSymbol> seen, List<Problem> problems)
    {
        foreach (var member in type.GetMembers().Where(static member => !member.IsStatic && !member.IsImplicitlyDeclared))
        {
            var memberType = member is IPropertySymbol property ? property.Type : (member as IFieldSymbol)?.Type;
            if (memberType is null || (member is IPropertySymbol computed && !HoldsValue(computed)) || Has(member, "System.NonSerializedAttribute"))
            {
                continue;
            }

            if (!Has(member, "Orleans.IdAttribute") && !IsPrimaryParameter(member))
            {
                problems.Add(DeclarationReader.At(member, owner, Problems.NoId, member.ToDisplayString()));
            }

            Check(memberType, member, owner, seen, problems);
        }

        if (type.BaseType is { } baseType)
        {
            Check(baseType, type, owner, seen, problems);
        }
    }

    /// <summary>Types of this application: others bring, or have, a serializer of Orleans' own.</summary>
    private static bool IsOurs(INamedTypeSymbol type, INamedTypeSymbol owner) =>
        SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, owner.ContainingAssembly)
        || type.ContainingAssembly.GetAttributes().Any(static a => a.AttributeClass?.ToDisplayString() == "Orleans.ApplicationPartAttribute");

    private static bool HoldsValue(IPropertySymbol property) => property.ContainingType.GetMembers().OfType<IFieldSymbol>()
        .Any(field => SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property));

    /// <summary>Orleans carries the parameters of a record's primary constructor without an [Id].</summary>
    private static bool IsPrimaryParameter(ISymbol member) =>
        member.ContainingType.IsRecord && member.DeclaringSyntaxReferences.Any(static reference => reference.GetSyntax() is ParameterSyntax);

    private static bool Has(ISymbol symbol, string attribute) =>
        symbol.GetAttributes().Any(a => a.AttributeClass?.ToDisplayString() == attribute);
}
