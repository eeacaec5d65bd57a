using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BraidMgr.Embedded.CodeGenerator;

/// <summary>Generates, for the embedded engine, the proxies of grain interfaces and the manifest of an assembly.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class GrainGenerator : IIncrementalGenerator
{
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var declarations = context.SyntaxProvider
            .CreateSyntaxProvider(
                static (node, _) => node is InterfaceDeclarationSyntax or ClassDeclarationSyntax,
                static (syntax, token) => syntax.SemanticModel.GetDeclaredSymbol(syntax.Node, token) is INamedTypeSymbol type
                    ? DeclarationReader.Read(type, token)
                    : null)
            .Where(static declaration => declaration is not null)
            .Collect()
            .SelectMany(static (all, _) => all.Distinct().ToImmutableArray());
        var parts = context.CompilationProvider.Select(static (compilation, token) => PartsOf(compilation, token));

        context.RegisterSourceOutput(declarations, static (output, declaration) => Write(output, declaration!));
        context.RegisterSourceOutput(declarations.Collect().Combine(parts), static (output, all) => WriteManifest(output, all.Left!, all.Right));
    }

    private static void Write(SourceProductionContext output, Declaration declaration)
    {
        foreach (var problem in declaration.Problems.Items)
        {
            output.ReportDiagnostic(problem.ToDiagnostic());
        }

        if (declaration.Interface is { } model)
        {
            output.AddSource(model.Name + ".g.cs", ProxyWriter.Write(model));
        }
    }

    private static void WriteManifest(SourceProductionContext output, ImmutableArray<Declaration?> declarations, (string Self, EquatableArray<string> Referenced) parts)
    {
        var interfaces = declarations.Select(static d => d!.Interface).OfType<InterfaceModel>().ToArray();
        var grains = declarations.Where(static d => d!.Problems.Items.IsEmpty).Select(static d => d!.GrainClass).OfType<string>().ToArray();
        var names = parts.Referenced.Items.AsEnumerable();
        if (interfaces.Length + grains.Length > 0)
        {
            names = names.Prepend(parts.Self);
        }

        output.AddSource("Manifest.g.cs", ManifestWriter.Write(interfaces, grains, names.Distinct()));
    }

    /// <summary>This assembly's name, and the parts that the assemblies it refers to name.</summary>
    private static (string Self, EquatableArray<string> Referenced) PartsOf(Compilation compilation, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var referenced = compilation.SourceModule.ReferencedAssemblySymbols
            .SelectMany(static assembly => assembly.GetAttributes())
            .Where(static a => a.AttributeClass?.ToDisplayString() == "Orleans.ApplicationPartAttribute")
            .Select(static a => (string)a.ConstructorArguments[0].Value!)
            .Distinct()
            .ToImmutableArray();
        return (compilation.AssemblyName ?? string.Empty, new(referenced));
    }
}
