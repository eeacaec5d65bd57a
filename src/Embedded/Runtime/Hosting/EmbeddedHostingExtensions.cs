using BraidMgr.Embedded;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Runtime;

namespace Orleans.Hosting;

/// <summary>Puts the embedded engine into a host.</summary>
public static class EmbeddedHostingExtensions
{
    /// <summary>Adds the silo, which starts and stops with the host, and the grain factory.</summary>
    public static IServiceCollection AddEmbeddedSilo(this IServiceCollection services)
    {
        services.AddOptions();
        services.AddSingleton<StateStore>();
        services.AddSingleton<EmbeddedSilo>();
        services.AddSingleton<IHostedService>(static provider => provider.GetRequiredService<EmbeddedSilo>());
        services.AddSingleton<IClusterClient>(static provider => provider.GetRequiredService<EmbeddedSilo>().References);
        services.AddSingleton<IGrainFactory>(static provider => provider.GetRequiredService<EmbeddedSilo>().References);
        services.AddSingleton<IGrainContextAccessor, GrainContextAccessor>();
        services.AddTransient<IGrainContext>(static _ =>
            RuntimeContext.Current ?? throw new InvalidOperationException("IGrainContext can only be injected into a grain."));
        return services;
    }
}
