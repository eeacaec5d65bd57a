using System.Net;
using System.Net.Sockets;
using BraidMgr.Silo.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BraidMgr.Engine.Tests;

/// <summary>A host with a silo of the engine that this build is for.</summary>
public class EngineHost : IAsyncLifetime
{
    public static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(5);

    private IHost? _host;

    public IGrainFactory Grains => Services.GetRequiredService<IGrainFactory>();

    public IServiceProvider Services => _host!.Services;

    public virtual async Task InitializeAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton<Journal>();
        builder.AddBraidMgrEngine(Configure);
        _host = builder.Build();
        await _host.StartAsync();
    }

    public virtual async Task DisposeAsync()
    {
        await StopAsync();
        _host!.Dispose();
    }

    /// <summary>Stops the host; what is not done when the token is cancelled is given up.</summary>
    public Task StopAsync(CancellationToken cancellationToken = default) => _host!.StopAsync(cancellationToken);

    protected virtual void Configure(EngineOptions options)
    {
        options.ResponseTimeout = ResponseTimeout;
        (options.SiloPort, options.GatewayPort) = (FreePort(), FreePort());
    }

    private static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(20_000, 32_000);
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                // Taken: try another.
            }
        }
    }
}

/// <summary>The host that most tests share: they use keys of their own.</summary>
[CollectionDefinition(Name)]
public sealed class SharedEngine : ICollectionFixture<EngineHost>
{
    public const string Name = "shared engine";
}
