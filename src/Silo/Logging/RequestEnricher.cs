using Serilog.Core;
using Serilog.Events;

namespace BraidMgr.Silo.Logging;

/// <summary>Puts correlation id and organization on every log line; they are looked up only when a line is written.</summary>
internal sealed class RequestEnricher : ILogEventEnricher
{
    public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
    {
        Add(logEvent, propertyFactory, "CorrelationId", RequestScope.CorrelationId);
        Add(logEvent, propertyFactory, "OrganizationId", RequestScope.OrganizationId);
        if (GrainOf(logEvent) is { } grain)
        {
            logEvent.AddPropertyIfAbsent(propertyFactory.CreateProperty("Grain", grain));
        }
    }

    private static void Add(LogEvent logEvent, ILogEventPropertyFactory factory, string name, object? value)
    {
        if (value is not null)
        {
            logEvent.AddPropertyIfAbsent(factory.CreateProperty(name, value));
        }
    }

    // Grains log under their own type; its last part is the grain's name.
    private static string? GrainOf(LogEvent logEvent) =>
        logEvent.Properties.TryGetValue(Constants.SourceContextPropertyName, out var value)
        && value is ScalarValue { Value: string source } && source.EndsWith("Grain", StringComparison.Ordinal)
            ? source[(source.LastIndexOf('.') + 1)..]
            : null;
}
