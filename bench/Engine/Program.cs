using System.Diagnostics;
using System.Text.Json;
using BraidMgr.Silo.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace BraidMgr.Engine.Bench;

/// <summary>Measures what a call through the engine costs: one JSON line for each kind of work, medians of three rounds.</summary>
internal static class Program
{
    private const int Rounds = 3;

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static async Task Main(string[] args)
    {
        var calls = args.Contains("--quick") ? 100_000 : 1_000_000;
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.AddBraidMgrEngine();
        using var host = builder.Build();
        await host.StartAsync();
        var grains = host.Services.GetRequiredService<IGrainFactory>();
        await Measure("grain call", calls, (worker, count) => CallFromOutside(grains, worker, count));
        await Measure("grain to grain call", calls, (worker, count) => grains.GetGrain<IEchoGrain>(1_000 + (worker * 10)).EchoThrough(count));
        await host.StopAsync();
    }

    private static async Task CallFromOutside(IGrainFactory grains, int worker, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await grains.GetGrain<IEchoGrain>(worker).Echo(i);
        }
    }

    private static async Task Measure(string work, int calls, Func<int, int, Task> run)
    {
        var workers = Environment.ProcessorCount;
        await Together(workers, calls / workers, run);
        var alone = new double[Rounds];
        var together = new double[Rounds];
        for (var round = 0; round < Rounds; round++)
        {
            alone[round] = await Together(1, calls, run);
            together[round] = await Together(workers, calls / workers, run);
        }

        var line = new
        {
            Work = work,
            Engine = EngineHosting.Name,
            UsPerCall = Math.Round(Median(alone) * 1e6 / calls, 3),
            CallsPerS = Math.Round(calls / workers * workers / Median(together)),
            Workers = workers,
        };
        Console.WriteLine(JsonSerializer.Serialize(line, Json));
    }

    /// <summary>Runs that many workers at once and returns the seconds that all took.</summary>
    private static async Task<double> Together(int workers, int calls, Func<int, int, Task> run)
    {
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, workers).Select(worker => Task.Run(() => run(worker, calls))));
        return watch.Elapsed.TotalSeconds;
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);
}
