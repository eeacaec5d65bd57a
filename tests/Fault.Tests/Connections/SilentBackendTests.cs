using System.Diagnostics;
using BraidMgr.Fault.Tests.Checks;
using BraidMgr.Fault.Tests.Harness;
using BraidMgr.Fault.Tests.Load;
using Npgsql;

namespace BraidMgr.Fault.Tests.Connections;

/// <summary>A backend of PostgreSQL that stands still in the middle of a group (SIGSTOP): its connection lives, and it holds the fence.</summary>
[Collection(FaultServer.Name)]
public sealed class SilentBackendTests(FaultServer server)
{
    private const string InGroupSql = """
        select a.pid from pg_stat_activity a join pg_locks l using (pid)
        where a.datname = current_database() and a.usename = 'braid_app' and l.relation = 'org_owner'::regclass and l.granted
        limit 1
        """;

    [Fact, Trait("Category", "Long")]
    public async Task An_organization_whose_backend_is_silent_answers_in_time_others_go_on_and_nothing_is_lost()
    {
        await using var installation = await Installation.StartAsync(server, organizations: 2);
        // A group may last 15 s before it is given up.
        installation.Conduct.Limit = TimeSpan.FromSeconds(20);
        installation.Conduct.MayRefuse = true;
        using var client = new Client(installation.Host.Address, installation.Conduct);
        var (silent, other) = (installation.Organizations[0], installation.Organizations[1]);
        await using var load = new ItemLoad(installation);
        load.With(client);
        load.Start();
        await load.ProgressAsync(changes: 3);

        var backend = await FreezeInGroupAsync(silent);
        try
        {
            var clock = Stopwatch.StartNew();
            var answer = await client.Post(silent, $"projects/{silent.QuietProject}/items", new { type = "Risk", title = "Late" }, null, 201);
            answer.Status.ShouldBeOneOf([429, 503], answer.ToString());
            clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(16), "who waits behind the group, or is in it");
            clock.Restart();
            (await client.Post(other, $"projects/{other.QuietProject}/items", new { type = "Risk", title = "Now" }, null, 201)).Ok();
            clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5), "another organization");
        }
        finally
        {
            await SignalAsync("CONT", backend);
        }

        await load.ProgressAsync(within: TimeSpan.FromSeconds(30));
        await load.StopAsync();
        await load.SettleAsync();
        await Truth.HoldsAsync(installation, load);
        await Truth.IsToldByAsync(installation, client);
    }

    // A backend that holds the row of the fence, as groups do while they run, and does not let go of it.
    private static async Task<string> FreezeInGroupAsync(Organization organization)
    {
        var until = DateTime.UtcNow + TimeSpan.FromSeconds(60);
        while (DateTime.UtcNow < until)
        {
            foreach (var backend in await organization.Rows(InGroupSql))
            {
                await SignalAsync("STOP", backend);
                if (await OthersCommitAsync(organization) && (await organization.Rows(InGroupSql)).Contains(backend))
                {
                    return backend;
                }

                await SignalAsync("CONT", backend);
            }
        }

        throw new InvalidOperationException("no backend was met in the middle of a group");
    }

    // Who stands still in the middle of writing the log, or of taking a snapshot, holds up every database of the server: that is
    // no matter of one organization, and not what is tested here.
    private static async Task<bool> OthersCommitAsync(Organization organization)
    {
        try
        {
            await organization.Rows("set statement_timeout = '500ms'; select pg_logical_emit_message(true, 'braid', 'others commit')::text")
                .WaitAsync(TimeSpan.FromSeconds(1));
            return true;
        }
        catch (Exception error) when (error is TimeoutException or NpgsqlException)
        {
            return false;
        }
    }

    private static async Task SignalAsync(string signal, string process)
    {
        using var kill = Process.Start("kill", ["-" + signal, process]);
        await kill.WaitForExitAsync();
    }
}
