using BraidMgr.Embedded.CodeGenerator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace BraidMgr.Engine.Tests;

/// <summary>The compiler takes every thread of the pool: tests that wait for the clock do not run beside it.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class CompilerTests
{
    public const string Name = "compiler";
}

/// <summary>What the embedded engine does not offer is an error where it is written.</summary>
[Collection(CompilerTests.Name)]
public sealed class UnsupportedShapesTests
{
    [Theory]
    [InlineData("BRAID001", "void Tell();")]
    [InlineData("BRAID001", "int Count();")]
    [InlineData("BRAID001", "IAsyncEnumerable<int> All();")]
    [InlineData("BRAID002", "Task Take(ref int number);")]
    [InlineData("BRAID002", "Task Take(params int[] numbers);")]
    [InlineData("BRAID003", "int Count { get; }")]
    [InlineData("BRAID003", "event Action Changed;")]
    [InlineData("BRAID003", "Task Default() => Task.CompletedTask;")]
    [InlineData("BRAID004", "Task<T> Any<T>();")]
    [InlineData("BRAID005", "Task Wait(CancellationToken one, CancellationToken two);")]
    [InlineData("BRAID006", "[OneWay] Task<int> Count();")]
    public void A_grain_interface_with_an_unsupported_member_does_not_compile(string id, string member)
    {
        Generate($"public interface IBad : IGrainWithStringKey {{ {member} }}").ShouldContain(id);
    }

    [Theory]
    [InlineData("BRAID004", "public interface IBad<T> : IGrainWithStringKey { Task Do(); }")]
    [InlineData("BRAID007", "public class Outer { private interface IBad : IGrainWithStringKey { Task Do(); } }")]
    [InlineData("BRAID007", "public class Outer { private class BadGrain : Grain { } }")]
    [InlineData("BRAID008", "public interface IBad : IGrainObserver { [AlwaysInterleave] void Heard(); }")]
    [InlineData("BRAID001", "public interface IBase : IGrain { int Count(); } public interface IBad : IBase, IGrainWithStringKey { }")]
    public void A_declaration_of_an_unsupported_shape_does_not_compile(string id, string declaration)
    {
        Generate(declaration).ShouldContain(id);
    }

    [Theory]
    [InlineData("BRAID009", "public record Bad(int Number);", "Task Do(Bad bad);")]
    [InlineData("BRAID009", "public struct Bad { public int Number; }", "Task<IReadOnlyList<Bad?[]>> Do();")]
    [InlineData("BRAID009", "public class Bad { } [GenerateSerializer] public record Outer(Bad Inner);", "Task Do(Outer outer);")]
    [InlineData("BRAID009", "public record Bad(int Number); [GenerateSerializer] public record Derived(int Number) : Bad(Number);", "Task Do(Derived derived);")]
    [InlineData("BRAID010", "[GenerateSerializer] public class Bad { public int Number { get; set; } }", "Task Do(Bad bad);")]
    [InlineData("BRAID010", "[GenerateSerializer] public record Bad(int Number) { public int Other { get; init; } }", "ValueTask<Bad> Do();")]
    public void What_Orleans_could_not_carry_does_not_compile(string id, string types, string method)
    {
        Generate($"{types} public interface IBad : IGrainWithStringKey {{ {method} }}").ShouldContain(id);
    }

    [Fact]
    public void Supported_shapes_compile()
    {
        Generate("""
            public interface IGood : IGrainWithStringKey
            {
                Task Do();
                Task<int> Count(int? from, string? text, IReadOnlyList<string> names, CancellationToken cancellationToken);
                ValueTask<(int Number, string? Name)> Both(params_ @class);
                [OneWay] Task Tell(IGood other);
                [ReadOnly, ResponseTimeout("00:00:01")] ValueTask Read();
                static int Constant() => 1;
            }
            [GenerateSerializer] public record params_(int Number, Kind Kind) { public int Twice => Number * 2; }
            public enum Kind { Plain }
            public interface IObserver_ : IGrainObserver { void Heard(int number); Task<string> Asked(); }
            public class GoodGrain : Grain { }
            """).ShouldBeEmpty();
    }

    /// <summary>The ids of the errors of the sources together with what is generated for them.</summary>
    private static string[] Generate(string declarations)
    {
        var source = $"""
            #nullable enable
            using System; using System.Collections.Generic; using System.Threading; using System.Threading.Tasks;
            using Orleans; using Orleans.Runtime; using Orleans.Concurrency;
            {declarations}
            """;
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(static path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create(
            "Sources", [CSharpSyntaxTree.ParseText(source)], references, new(OutputKind.DynamicallyLinkedLibrary));
        CSharpGeneratorDriver.Create(new GrainGenerator())
            .RunGeneratorsAndUpdateCompilation(compilation, out var generated, out var problems);
        return [.. generated.GetDiagnostics().Concat(problems).Where(static d => d.Severity == DiagnosticSeverity.Error).Select(static d => d.Id)];
    }
}
