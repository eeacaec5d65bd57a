using BraidMgr.Api.Tests.Harness;
using BraidMgr.Fault.Tests.Harness;
using BraidMgr.Testing;

namespace BraidMgr.Api.Tests.Hosting;

/// <summary>The script <c>./braid</c>, as a newcomer calls it.</summary>
public sealed class ScriptTests : IAsyncLifetime
{
    private readonly Braid _braid = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _braid.DisposeAsync();

    [Fact]
    public async Task Help_names_every_command()
    {
        var (code, output, _) = await _braid.RunAsync("help");
        code.ShouldBe(0);
        foreach (var command in new[] { "up [--port N]", "--data DIR", "--fresh", "down", "test [FILTER]", "test --all", "check", "bench [--json]", "psql", "cli" })
        {
            output.ShouldContain(command);
        }
    }

    [Theory]
    [InlineData("there is no command 'serve'", "serve")]
    [InlineData("up does not know '--prot'", "up", "--prot", "9000")]
    [InlineData("--port must be a number, not 'http'", "up", "--port", "http")]
    [InlineData("--port needs a value", "up", "--port")]
    [InlineData("down does not know '--now'", "down", "--now")]
    [InlineData("test does not know '--most'", "test", "--most")]
    [InlineData("no PostgreSQL runs for", "psql", "-c", "select 1")]
    public async Task What_it_does_not_know_or_cannot_do_is_an_error_that_says_so(string said, string command, params string[] arguments)
    {
        var (code, _, error) = await _braid.RunAsync(command, arguments);
        code.ShouldBe(1);
        error.ShouldContain(said);
    }

    [Fact]
    public async Task Down_where_nothing_runs_says_so()
    {
        var (code, output, _) = await _braid.RunAsync("down");
        code.ShouldBe(0);
        output.ShouldContain("nothing runs for");
    }

    [Fact, Trait("Category", "Long")]
    public async Task Up_serves_until_it_is_told_to_stop_leaves_nothing_running_and_goes_on_with_its_data_unless_told_to_begin_anew()
    {
        await _braid.UpAsync();
        _braid.Said.ShouldContain($"ready: {_braid.Address.ToString().TrimEnd('/')}\n");
        _braid.Said.ShouldContain($"engine: {Braid.Engine.ToLowerInvariant()} (");
        _braid.Said.ShouldContain("sign in: demo@braidmgr.example / Demo-Passw0rd");
        var demo = (await ProjectsAsync()).ShouldHaveSingleItem();
        await MakeProjectAsync("Kept");
        await ASecondUpSaysWhatRunsAsync();
        var (code, output, error) = await _braid.RunAsync("psql", "-At", "-c", "select current_database(), count(*) from organizations where slug = 'demo'");
        (code, output.Trim()).ShouldBe((0, "braidmgr_central|1"), error);

        var processes = _braid.Processes();
        processes.ShouldAllBe(process => Braid.Runs(process));
        (await _braid.TerminateAsync()).ShouldBe(0, _braid.Said);
        NothingIsLeftOf(processes);

        await _braid.UpAsync();
        (await ProjectsAsync()).ShouldBe([demo, "Kept"], ignoreOrder: true);
        processes = _braid.Processes();
        (await _braid.RunAsync("down")).Output.ShouldContain("stopped");
        (await _braid.EndedAsync()).ShouldBe(0, _braid.Said);
        NothingIsLeftOf(processes);

        await _braid.UpAsync("--fresh");
        (await ProjectsAsync()).ShouldBe([demo]);
    }

    [ClusterFact, Trait("Category", "Long")]
    public async Task Cluster_up_serves_from_every_host_goes_on_without_a_silo_and_leaves_nothing_running()
    {
        await _braid.ClusterUpAsync(silos: 2, apis: 2);
        await DemoIsThereAsync();
        _braid.Said.ShouldContain($"ready: {_braid.AddressOf(0).ToString().TrimEnd('/')} {_braid.AddressOf(1).ToString().TrimEnd('/')}\n");
        var members = _braid.Members();
        members.Keys.ShouldBe(["silo1", "silo2", "api1", "api2"], ignoreOrder: true);
        await MakeProjectAsync("Kept");
        (await ProjectsAsync(host: 1)).ShouldContain("Kept");

        using (var silo = System.Diagnostics.Process.GetProcessById(members["silo1"]))
        {
            silo.Kill();
        }

        (await ProjectsAsync(host: 1)).ShouldContain("Kept", "the other silo serves it");
        (await ProjectsAsync()).ShouldContain("Kept");
        (await _braid.TerminateAsync()).ShouldBe(0, _braid.Said);
        NothingIsLeftOf([.. members.Values]);
    }

    private async Task ASecondUpSaysWhatRunsAsync()
    {
        var (code, output, _) = await _braid.RunAsync("up");
        (code, output.Split('(')[0].Trim()).ShouldBe((0, $"already running: {_braid.Address.ToString().TrimEnd('/')}"));
        var (refused, _, error) = await _braid.RunAsync("up", "--fresh");
        refused.ShouldBe(1);
        error.ShouldContain("up runs already");
    }

    private void NothingIsLeftOf(IReadOnlyList<int> processes)
    {
        processes.ShouldAllBe(process => !Braid.Runs(process));
        _braid.RunFiles.ShouldBeEmpty();
    }

    // A cluster serves before its first host has made the demo organization.
    private async Task DemoIsThereAsync()
    {
        using var demo = new ApiClient(_braid.Address);
        await Eventually.Holds(async () => (await demo.Post("auth/login", new { email = "demo@braidmgr.example", password = "Demo-Passw0rd" })).Code == 200);
    }

    private async Task<ApiClient> DemoAsync(int host = 0)
    {
        var demo = new ApiClient(_braid.AddressOf(host));
        demo.Token = (await demo.Post("auth/login", new { email = "demo@braidmgr.example", password = "Demo-Passw0rd" })).Ok()["access_token"];
        return demo;
    }

    private async Task<List<string>> ProjectsAsync(int host = 0)
    {
        using var demo = await DemoAsync(host);
        return [.. (await demo.Get("projects")).Ok().Json.GetProperty("projects").EnumerateArray().Select(p => p.GetProperty("name").GetString()!)];
    }

    private async Task MakeProjectAsync(string name)
    {
        using var demo = await DemoAsync();
        (await demo.Post("projects", new { name })).Ok();
    }
}
