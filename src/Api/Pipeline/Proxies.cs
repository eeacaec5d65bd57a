using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using IPNetwork = System.Net.IPNetwork;

namespace BraidMgr.Api.Pipeline;

/// <summary>The proxies that stand before the host. Forwarded headers are believed from them alone: anybody can send them.</summary>
internal static class Proxies
{
    /// <summary>Takes the client's address and scheme from configured proxies; without any, nothing is taken.</summary>
    public static void UseConfiguredProxies(this WebApplication app)
    {
        var proxies = app.Services.GetRequiredService<IOptions<ApiOptions>>().Value.KnownProxies;
        if (proxies.Count == 0)
        {
            return;
        }

        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in proxies)
        {
            options.KnownIPNetworks.Add(IPNetwork.Parse(AsNetwork(proxy)));
        }

        app.UseForwardedHeaders(options);
    }

    /// <summary>Whether an entry of the option is an address or a network.</summary>
    public static bool IsReadable(string proxy) => IPNetwork.TryParse(AsNetwork(proxy), out _);

    private static string AsNetwork(string proxy) => proxy.Contains('/') ? proxy : proxy + (proxy.Contains(':') ? "/128" : "/32");
}
