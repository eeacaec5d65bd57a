using BraidMgr.Testing;

namespace BraidMgr.Schema.Tests;

public sealed class CentralSetupTests
{
    [Fact]
    public async Task Running_it_again_changes_nothing()
    {
        var server = await PostgresServer.Shared;
        var setup = new CentralSetup(server.ConnectionString, PostgresServer.AppPassword);
        var first = await setup.RunAsync();
        var second = await setup.RunAsync();
        second.Migrations.Applied.ShouldBeEmpty();
        first.Template.ShouldBe(second.Template);
    }
}
