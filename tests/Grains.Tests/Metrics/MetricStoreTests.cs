using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using BraidMgr.Silo.Metrics;

namespace BraidMgr.Grains.Tests.Metrics;

/// <summary>What /metrics answers.</summary>
public sealed class MetricStoreTests
{
    private const int Series = 200;

    [Fact]
    public async Task Whoever_asks_while_somebody_else_does_is_answered_all_that_is_observed()
    {
        using var meter = new Meter("Microsoft.Orleans");
        meter.CreateObservableGauge("test.rooms", () => Enumerable.Range(0, Series).Select(i => new Measurement<int>(i, new KeyValuePair<string, object?>("room", i))));
        using var store = new MetricStore();
        await store.StartAsync(CancellationToken.None);

        var texts = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Enumerable.Range(0, 200).Select(_ => store.Write()).ToList())));

        texts.SelectMany(t => t).Select(t => Regex.Count(t, "^test_rooms{", RegexOptions.Multiline)).Distinct().ShouldBe([Series]);
    }
}
