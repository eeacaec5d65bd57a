using System.Globalization;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Formatting.Json;

namespace BraidMgr.Silo.Logging;

/// <summary>
/// Logs by Serilog: readable on the console in development, JSON lines elsewhere. Levels come from <c>Logging:LogLevel</c>, so
/// that a level that is off costs a comparison and nothing more.
/// </summary>
internal static class LoggingSetup
{
    private const string Template =
        "{Timestamp:HH:mm:ss.fff} {Level:u3} {SourceContext}: {Message:lj} {CorrelationId}{NewLine}{Exception}";

    public static void AddBraidMgrLogging(this IHostApplicationBuilder builder)
    {
        var logger = new LoggerConfiguration()
            .MinimumLevel.Verbose()
            .Enrich.FromLogContext()
            .Enrich.With(new RequestEnricher())
            .Filter.ByExcluding(IsRefusedCall)
            .ReadFrom.Configuration(builder.Configuration);
        _ = builder.Environment.IsDevelopment()
            ? logger.WriteTo.Console(outputTemplate: Template, formatProvider: CultureInfo.InvariantCulture)
            : logger.WriteTo.Console(new JsonFormatter(renderMessage: true, formatProvider: CultureInfo.InvariantCulture));
        builder.Logging.ClearProviders();
        // Not AddSerilog: it sets a filter of its own, and the levels of the configuration would mean nothing.
        builder.Logging.AddProvider(new SerilogLoggerProvider(logger.CreateLogger(), dispose: true));
    }

    // SignalR takes for an error what a client was answered. A fault behind such an answer is logged where it is translated (HubErrors).
    private static bool IsRefusedCall(LogEvent log) => log.Exception is HubException;
}
