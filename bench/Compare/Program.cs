using System.Runtime.InteropServices;
using BraidMgr.Compare;
using BraidMgr.Compare.Reporting;
using BraidMgr.Compare.Systems;
using BraidMgr.Compare.Tools;

using var stop = new CancellationTokenSource();
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
try
{
    var plan = Plan.Parse(args);
    var ledger = new Ledger();
    await Machine.DescribeAsync(plan, plan.Json ? Console.Error : Console.Out, stop.Token);
    await new Bench(plan, [.. Systems(plan.Prepared, ledger).Where(system => plan.WantsSystem(system.Name))], ledger).RunAsync(stop.Token);
    Report(plan, ledger);
    return 0;
}
catch (Exception e) when (e is ArgumentException or InvalidOperationException or HttpRequestException)
{
    await Console.Error.WriteLineAsync($"bench: {e.Message}");
    return 1;
}
catch (OperationCanceledException)
{
    return 130;
}

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stop.Cancel();
}

static IEnumerable<HttpSystem> Systems(int organizations, Ledger ledger)
{
    yield return new DirectPeer(organizations);
    if (Handed.Python is not null)
    {
        yield return new SeedPeer(organizations);
    }

    var host = new BraidMgrHost(organizations, ledger, PostgresServer.Own);
    yield return host;
    if (Handed.OtherHost is not null)
    {
        yield return new OtherEngine(host, organizations);
    }
}

static void Report(Plan plan, Ledger ledger)
{
    if (plan.Json)
    {
        Table.PrintJson(ledger);
        return;
    }

    Table.Print(ledger);
    Goals.Print(ledger);
}
