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

    [Fact]
    public async Task A_meter_that_ends_while_it_is_observed_takes_no_other_with_it()
    {
        using var ends = new Meter("Microsoft.Orleans");
        using var stays = new Meter("Microsoft.Orleans");
        stays.CreateObservableGauge("test.stays", () => 1);
        foreach (var name in (string[])["test.first", "test.second", "test.third"])
        {
            ends.CreateObservableGauge(name, () =>
            {
                ends.Dispose();
                return 1;
            });
        }

        using var store = new MetricStore();
        await store.StartAsync(CancellationToken.None);

        store.Write().ShouldContain("test_stays 1");
        store.Write().ShouldContain("test_stays 1");
    }
}
