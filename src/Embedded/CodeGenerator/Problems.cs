using Microsoft.CodeAnalysis;

namespace BraidMgr.Embedded.CodeGenerator;

/// <summary>What the embedded engine does not offer is an error where it is written.</summary>
internal static class Problems
{
    public static readonly DiagnosticDescriptor ReturnType = Error(
        "BRAID001", "Grain method with an unsupported return type",
        "{0} returns {1}; a grain method returns Task, Task<T>, ValueTask or ValueTask<T>, an observer method also void");

    public static readonly DiagnosticDescriptor Parameter = Error(
        "BRAID002", "Grain method with an unsupported parameter", "Parameter {1} of {0} is ref, in, out or params; grain methods take values");

    public static readonly DiagnosticDescriptor Member = Error(
        "BRAID003", "Unsupported member of a grain interface", "{0} is not a plain method; grain interfaces have neither properties, events nor default implementations");

    public static readonly DiagnosticDescriptor Generic = Error(
        "BRAID004", "Generic grain interface or method", "{0} is generic, which the embedded engine does not offer");

    public static readonly DiagnosticDescriptor Tokens = Error(
        "BRAID005", "More than one cancellation token", "{0} has more than one CancellationToken parameter");

    public static readonly DiagnosticDescriptor OneWay = Error(
        "BRAID006", "One-way method with a result", "{0} is [OneWay] and returns a value, which nobody would receive");

    public static readonly DiagnosticDescriptor Inaccessible = Error(
        "BRAID007", "Grain or grain interface that generated code cannot name", "{0} must be public or internal, and so must the types it is nested in");

    public static readonly DiagnosticDescriptor ObserverInterleave = Error(
        "BRAID008", "Interleaving observer method", "{0} is [AlwaysInterleave]; the embedded engine delivers to an observer one after the other");

    public static readonly DiagnosticDescriptor NotSerializable = Error(
        "BRAID009", "Type that Orleans cannot carry", "{0}, which {1} uses, is not [GenerateSerializer]: Orleans could not carry it");

    public static readonly DiagnosticDescriptor NoId = Error(
        "BRAID010", "Member that Orleans would lose", "{0} has no [Id]: Orleans would not carry it");

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        new(id, title, message, "BraidMgr.Embedded", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
