using BraidMgr.Fault.Tests.Checks;
using BraidMgr.Fault.Tests.Harness;
using BraidMgr.Fault.Tests.Load;
using BraidMgr.Schema;
using BraidMgr.Testing;
using Npgsql;

namespace BraidMgr.Fault.Tests.Hosts;

/// <summary>A host that restores an organization, or rehearses that, is killed at every step: the run goes on by itself, and in the end one database serves, has all, and nothing else is left.</summary>
[Collection(FaultServer.Name)]
public sealed class RestorerKilledTests(FaultServer server) : IAsyncLifetime
{
    private const string Before = "back up what is there";
    private const string Restore = "restore beside it and verify";
    private const string Swap = "swap";
    private const string Drop = "drop the old database";

    private readonly string _objects = Directory.CreateTempSubdirectory("braidmgr-restorer-").FullName;
    private readonly List<ItemLoad> _loads = [];
    private Installation _installation = null!;
    private Operator _operator = null!;
    private NpgsqlDataSource _central = null!;
    private string _slug = "";

    private Organization Organization => _installation.Organizations[0];

    public async Task InitializeAsync()
    {
        _installation = await Installation.StartAsync(server, organizations: 1, settings: ("BRAID__STORAGE__DIRECTORY", _objects));
        _operator = await Operator.OfAsync(_installation);
        _central = NpgsqlDataSource.Create(_installation.Central + ";Pooling=false");
        _slug = (await Central()).Slug;
    }

    public async Task DisposeAsync()
    {
        _operator.Dispose();
        await _central.DisposeAsync();
        await _installation.DisposeAsync();
    }

    [Fact, Trait("Category", "Long")]
    public Task Killed_while_it_restores_and_at_the_swap() => KillAndConverge(Restore, Swap);

    [Fact, Trait("Category", "Full")]
    public Task Killed_at_every_step() => KillAndConverge(Before, Restore, Swap, Drop);

    [Fact, Trait("Category", "Full")]
    public Task Killed_at_thirty_moments() => KillAndConverge([.. Enumerable.Repeat<string?>(null, 30)]);

    // The owner's row is held, so that the run stands in the pause: it is killed there, and gone on with.
    [Theory, Trait("Category", "Long")]
    [InlineData(false, "done")]
    [InlineData(true, "cancelled")]
    public async Task Killed_while_writes_wait(bool cancelled, string state)
    {
        await using var load = await Written();
        var backup = await BackUp();
        string run;
        await using (await Organization.Hold("lock table org_owner in exclusive mode"))
        {
            run = await Order(backup);
            await Eventually.Holds(async () => (await Central()).Status == "moving");
            await (cancelled ? CancelUnheard(run) : Kill());
        }

        await GoesOn(run, state, load);
    }

    // What goes on with it finds no step for it.
    [Fact, Trait("Category", "Long")]
    public async Task Killed_while_it_rehearses_a_backup_that_is_gone_afterwards()
    {
        var backup = await BackUp();
        await _operator.OrderAsync("/admin/backups/rehearse", new { only = new[] { _slug }, central = false });
        await Eventually.Holds(async () => (await Databases()).Any(IsOfRehearsal));
        await Kill();
        foreach (var file in Directory.GetFiles(_objects, backup + ".*", SearchOption.AllDirectories))
        {
            File.Delete(file);
        }

        await Start();

        await Eventually.Holds(async () => !(await Databases()).Exists(IsOfRehearsal));
    }

    private static bool IsOfRehearsal(string database) => database.StartsWith("braidmgr_org_rehearsal_", StringComparison.Ordinal);

    // Each kill in a restore of its own.
    private async Task KillAndConverge(params string?[] steps)
    {
        foreach (var step in steps)
        {
            await using var load = await Written();
            var run = await Order(await BackUp());
            await _operator.MomentAsync(run, step);
            await Kill();
            await GoesOn(run, "done", load);
        }
    }

    // Nothing is written between the backup and the swap, which would be lost rightly.
    private async Task<ItemLoad> Written()
    {
        var load = new ItemLoad(_installation);
        load.With(_installation.Client, writers: 6);
        _loads.Add(load);
        await Write(load);
        return load;
    }

    private static async Task Write(ItemLoad load)
    {
        load.Start();
        await load.ProgressAsync();
        await load.StopAsync();
        await load.SettleAsync();
    }

    private async Task<string> BackUp()
    {
        var made = await _operator.EndAsync(await _operator.OrderAsync($"/admin/orgs/{_slug}/backups", new { }));
        made.GetProperty("state").GetString().ShouldBe("done", made.ToString());
        return made.GetProperty("steps")[0].GetProperty("message").GetString()!.Split(':')[0];
    }

    private Task<string> Order(string backup) => _operator.OrderAsync($"/admin/orgs/{_slug}/restore", new { backup_id = backup });

    // Killed at the same time: that it could give anything back is not waited for.
    private async Task CancelUnheard(string run)
    {
        await _operator.PostAsync($"/admin/runs/{run}/cancel", new { }, System.Net.HttpStatusCode.OK);
        await Kill();
    }

    private async Task Kill()
    {
        _installation.Conduct.HostGoneFrom = DateTime.MinValue;
        await _installation.Host.KillAsync();
    }

    private async Task Start()
    {
        await _installation.Host.StartAsync();
        _installation.Conduct.HostGoneFrom = DateTime.MaxValue;
        await _operator.SignInAsync();
    }

    private async Task GoesOn(string run, string state, ItemLoad load)
    {
        await Start();
        var ended = await _operator.EndAsync(run);
        ended.GetProperty("state").GetString().ShouldBe(state, ended.ToString());
        await OneServes();
        await Truth.HoldsAsync(_installation, [.. _loads]);
        await Write(load);
        await Truth.HoldsAsync(_installation, [.. _loads]);
        await Truth.IsToldByAsync(_installation, _installation.Client);
    }

    private async Task OneServes()
    {
        var (_, database, status) = await Central();
        status.ShouldBe("active");
        (await Databases()).Where(name => name.StartsWith($"braidmgr_org_{_slug}", StringComparison.Ordinal)).ShouldBe([database]);
        var databases = new DatabaseServer(server.Postgres.ConnectionString);
        (await databases.ReadOrganizationIdAsync(database)).ShouldBe(Organization.Id);
        await _installation.LookAtAsync(Organization, new NpgsqlConnectionStringBuilder(server.Postgres.ConnectionString) { Database = database }.ConnectionString);
    }

    private async Task<List<string>> Databases() => [.. await new DatabaseServer(server.Postgres.ConnectionString).ListOrgDatabasesAsync()];

    private async Task<(string Slug, string Database, string Status)> Central()
    {
        await using var command = _central.CreateCommand("select slug, database_name, status from organizations");
        await using var row = await command.ExecuteReaderAsync();
        (await row.ReadAsync()).ShouldBeTrue();
        return (row.GetString(0), row.GetString(1), row.GetString(2));
    }
}
