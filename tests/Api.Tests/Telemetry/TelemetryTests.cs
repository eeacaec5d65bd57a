using BraidMgr.Api.Tests.Harness;

namespace BraidMgr.Api.Tests.Telemetry;

/// <summary>What a host tells a collector, and its log, of what it does.</summary>
public sealed class TelemetryTests : IAsyncLifetime
{
    private Collector _collector = null!;
    private BraidHost _host = null!;

    public async Task InitializeAsync()
    {
        _collector = await Collector.StartAsync();
        _host = await BraidHost.StartAsync(
            null,
            ("BRAID__TELEMETRY__OTLPENDPOINT", _collector.Address.ToString()), ("OTEL_BSP_SCHEDULE_DELAY", "100"), ("OTEL_METRIC_EXPORT_INTERVAL", "500"),
            ("BRAID__POOL__SLOWMILLISECONDS", "1"), ("BRAID__CENTRAL__SLOWMILLISECONDS", "1"));
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _collector.DisposeAsync();
    }

    [Fact]
    public async Task A_request_is_one_trace_down_to_its_statements_metrics_are_sent_and_slow_statements_named()
    {
        using var person = await Person.RegisterAsync(_host);
        var project = await person.CreateProjectAsync();
        await person.CreateItemAsync(project.Id, "Nobody-but-its-readers-sees-this-title");
        (await person.Api.Get($"projects/{project.Id}/activity")).Ok();
        var entry = new { week_ending = "2026-11-06", resource_name = "Bo", hours = 1, rate = 1 };
        await ReadBackAsync(person, $"projects/{project.Id}/budget/timesheets", entry);
        await ReadBackAsync(person, $"projects/{project.Id}/budget/allocations", new { amount = 1 });
        await ReadBackAsync(person, "rate-cards", new { resource_name = "Bo", hourly_rate = 1, effective_from = "2026-01-01" });

        await OneTrace(request: "POST /api/v1/projects/{projectId:guid}/items", statement: "commit");
        await OneTrace(request: "GET /api/v1/projects/{projectId:guid}/activity", statement: "FindActivity");
        // One of them is read alone, and not picked from all there are.
        await OneTrace(request: "GET /api/v1/projects/{projectId:guid}/budget/timesheets/{timesheetId:guid}", statement: "FindTimesheet");
        await OneTrace(request: "GET /api/v1/projects/{projectId:guid}/budget/allocations/{allocationId:guid}", statement: "FindAllocation");
        await OneTrace(request: "GET /api/v1/rate-cards/{rateCardId:guid}", statement: "FindRateCard");
        await OneTrace(request: "POST /api/v1/auth/register", statement: "central ");
        await Eventually(
            () => _collector.Metrics.Contains("braid.group.commit") && _collector.Metrics.Contains("http.server.request.duration"),
            () => $"metrics: {string.Join(", ", _collector.Metrics)}");

        await Eventually(() => _host.Log.Contains("ms in organization", StringComparison.Ordinal), () => _host.Log);
        _host.Log.ShouldContain("ms in the central database");
        _host.Log.ShouldNotContain("Nobody-but-its-readers");
    }

    private static async Task ReadBackAsync(Person person, string list, object body) =>
        (await person.Api.Get($"{list}/{(await person.Api.Post(list, body)).Ok()["id"]}")).Ok();

    private Task OneTrace(string request, string statement) => Eventually(
        () => _collector.Spans.Where(s => s.Name == request).Any(s => Under(s).Any(under => under.Name.Contains(statement, StringComparison.Ordinal))),
        () => $"no {statement} under {request}: {string.Join('\n', _collector.Spans)}");

    // All that a request led to, however deep.
    private IEnumerable<Span> Under(Span span) =>
        _collector.Spans.Where(s => s.Parent == span.Id && s.Trace == span.Trace).SelectMany(s => Under(s).Prepend(s));

    private static async Task Eventually(Func<bool> holds, Func<string> otherwise)
    {
        for (var i = 0; !holds(); i++)
        {
            (i < 200).ShouldBeTrue(otherwise());
            await Task.Delay(50);
        }
    }
}
