using System.Buffers.Binary;
using System.Collections.Concurrent;
using BraidMgr.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace BraidMgr.Api.Tests.Telemetry;

/// <summary>A collector on loopback that speaks what hosts send, OTLP over gRPC, and keeps what it is told.</summary>
public sealed class Collector : IAsyncDisposable
{
    private const int GrpcPrefix = 5;

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Span> _spans = new();
    private readonly ConcurrentDictionary<string, int> _metrics = new();

    private Collector(WebApplication app, Uri address) => (_app, Address) = (app, address);

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>The spans so far.</summary>
    public IReadOnlyList<Span> Spans => [.. _spans];

    /// <summary>The names of the metrics so far.</summary>
    public ICollection<string> Metrics => _metrics.Keys;

    /// <summary>Starts it.</summary>
    public static async Task<Collector> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(e => e.Protocols = HttpProtocols.Http2));
        var app = builder.Build();
        var address = new UriBuilder("http", "127.0.0.1", FreePort.Next()).Uri;
        app.Urls.Add(address.ToString());
        var collector = new Collector(app, address);
        app.Run(collector.TakeAsync);
        await app.StartAsync();
        return collector;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var message = body.ToArray().AsMemory();
        var length = BinaryPrimitives.ReadInt32BigEndian(message.Span[1..]);
        Keep(http.Request.Path, new Message(message.Slice(GrpcPrefix, length)));

        http.Response.ContentType = "application/grpc";
        await http.Response.Body.WriteAsync(new byte[GrpcPrefix]);
        http.Response.AppendTrailer("grpc-status", "0");
    }

    // The numbers are those of trace_service.proto, metrics_service.proto and what they name: resource, scope, then the things themselves.
    private void Keep(PathString service, Message request)
    {
        foreach (var thing in request.All(1).SelectMany(resource => resource.All(2)).SelectMany(scope => scope.All(2)))
        {
            if (service.StartsWithSegments("/opentelemetry.proto.collector.trace.v1.TraceService"))
            {
                _spans.Enqueue(new Span(thing.Hex(1), thing.Hex(2), thing.Hex(4), thing.Text(5)));
            }
            else
            {
                _metrics[thing.Text(1)] = 0;
            }
        }
    }
}

/// <summary>A span: whose trace it is part of, and under which other span.</summary>
public sealed record Span(string Trace, string Id, string Parent, string Name);
