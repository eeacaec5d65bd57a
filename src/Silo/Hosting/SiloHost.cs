using BraidMgr.Grains;
using BraidMgr.Silo.Logging;
using BraidMgr.Silo.Operations;
using BraidMgr.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace BraidMgr.Silo.Hosting;

/// <summary>Composes what every host of grains has: configuration, logs, the engine and the grains themselves.</summary>
public static class SiloHost
{
    /// <summary>Environment variables that begin with this override the configuration: <c>BRAID__POOL__MAXSIZE</c>.</summary>
    public const string EnvironmentPrefix = "BRAID__";

    private const string CentralConnection = "Central:ConnectionString";

    /// <summary>Adds a silo with all grains to a host.</summary>
    public static IHostApplicationBuilder AddBraidMgrSilo(this IHostApplicationBuilder builder)
    {
        builder.Configuration.AddEnvironmentVariables(EnvironmentPrefix);
        builder.AddBraidMgrLogging();
        builder.Services.AddBraidMgrGrains(builder.Configuration);
        builder.Services.AddBraidMgrStorage(builder.Configuration);
        builder.Services.AddSingleton<HostHealth>();
        builder.AddBraidMgrEngine(engine => engine.ConnectionString ??= builder.Configuration[CentralConnection]);
        return builder;
    }
}
