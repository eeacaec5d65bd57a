using System.Globalization;
using BraidMgr.Fault.Tests.Chat;
using BraidMgr.Fault.Tests.Checks;
using BraidMgr.Fault.Tests.Harness;
using BraidMgr.Fault.Tests.Load;
using BraidMgr.Testing;
using Xunit.Abstractions;

namespace BraidMgr.Fault.Tests.Cluster;

/// <summary>
/// <c>./braid soak</c>: three silos, two hosts, 200 writes a second and chat; a silo is killed every 15 s, and PostgreSQL restarts every 30 s.
/// </summary>
[Collection(FaultServer.Name)]
public sealed class SoakTests(FaultServer server, ITestOutputHelper output)
{
    private const int Organizations = 8;
    private const int WritersOfAHost = 32;
    private const int KillsBetweenRestarts = 2;
    private const int MostStarts = 10;
    private static readonly TimeSpan BetweenStarts = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(120);
    private static readonly TimeSpan KillEvery = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ServedAgain = TimeSpan.FromSeconds(15);

    // Some 20 messages a second, were nobody killed: they last about as long as the soak.
    private static readonly TimeSpan BetweenMessages = TimeSpan.FromSeconds(3);

    private Task _back = Task.CompletedTask;

    private static TimeSpan Duration => TimeSpan.FromMinutes(
        double.TryParse(Environment.GetEnvironmentVariable("BRAID_SOAK_MINUTES"), CultureInfo.InvariantCulture, out var minutes) ? minutes : 1);

    [NodeClusterFact, Trait("Category", "Full")]
    public async Task Nothing_acknowledged_is_lost_or_doubled_while_silos_and_the_server_die()
    {
        await using var installation = await Installation.StartClusterAsync(server, silos: 3, hosts: 2, Organizations, ("BRAID__LIVE__MAXCONNECTIONSPERUSER", "500"));
        using var chat = await ChatLoad.BeginAsync(
            installation, (int)(Duration / BetweenMessages) * ChatLoad.Senders * ChatLoad.LanesOfASender / 2, ChatLoad.Senders, cut: 0, BetweenMessages);
        await using var load = new ItemLoad(installation);
        foreach (var client in installation.Clients)
        {
            load.With(client, WritersOfAHost, Pause);
        }

        var until = DateTime.UtcNow + Duration;
        var started = DateTime.UtcNow;
        load.Start();
        await load.ProgressAsync(changes: 3);
        for (var kill = 1; DateTime.UtcNow < until; kill++)
        {
            await KillOne(installation, load, kill);
        }

        await _back;
        WriteDefects(installation);
        await chat.EndsWellAsync();
        await load.StopAsync();
        var took = DateTime.UtcNow - started;
        await load.SettleAsync();
        output.WriteLine($"{load.Successes} changes acknowledged in {took}, {load.Successes / took.TotalSeconds:F0} a second; answers: {installation.Conduct}; {chat.Acknowledged} messages");
        await Truth.HoldsAsync(installation, load);
        foreach (var client in installation.Clients)
        {
            await Truth.IsToldByAsync(installation, client);
        }
    }

    // What a host calls an internal error is never what silos that die should look like: the log says what it was.
    private void WriteDefects(Installation installation)
    {
        foreach (var lines in installation.Hosts.Select(host => host.Log.Split('\n')))
        {
            for (var i = 0; i < lines.Length; i++)
            {
                if (lines[i].Contains("of the hub failed", StringComparison.Ordinal) || lines[i].Contains("ended in an internal error", StringComparison.Ordinal))
                {
                    output.WriteLine(string.Join('\n', lines.Skip(i).Take(12)));
                }
            }
        }
    }

    private async Task KillOne(Installation installation, ItemLoad load, int kill)
    {
        var next = DateTime.UtcNow + KillEvery;
        var silo = installation.Silos[kill % installation.Silos.Count];
        await _back;
        await silo.KillAsync();
        var again = await load.ProgressAsync(within: ServedAgain);
        output.WriteLine($"kill {kill}: every writer served again after {again.TotalSeconds:F1} s; {load.Successes} changes so far");
        // It comes back while others are restarted: what takes its time need not be waited for.
        _back = SuperviseAsync(silo);
        if (kill % KillsBetweenRestarts == 0)
        {
            await server.Postgres.StopAsync();
            await server.Postgres.StartAsync();
            again = await load.ProgressAsync(within: ServedAgain);
            output.WriteLine($"PostgreSQL restarted: every writer served again after {again.TotalSeconds:F1} s");
        }

        if (next > DateTime.UtcNow)
        {
            await Task.Delay(next - DateTime.UtcNow);
        }
    }

    // A host that finds no database says so and ends; what supervises it starts it again, as docker-compose.yml does.
    private static async Task SuperviseAsync(ApiProcess silo)
    {
        for (var left = MostStarts; ; left--)
        {
            try
            {
                await silo.StartAsync();
                return;
            }
            catch (InvalidOperationException) when (left > 1 && !silo.IsRunning)
            {
                await Task.Delay(BetweenStarts);
            }
        }
    }
}
