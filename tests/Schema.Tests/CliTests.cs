using System.Diagnostics;

namespace BraidMgr.Schema.Tests;

/// <summary><c>braidmgr migrate central</c> as an operator runs it.</summary>
public sealed class CliTests
{
    [Fact]
    public async Task It_creates_the_central_database_and_then_finds_nothing_to_do()
    {
        await using var central = await TestDatabase.EmptyAsync();
        var first = await RunAsync(["migrate", "central", "--connection", central.OwnerConnectionString]);
        var second = await RunAsync(["migrate", "central"], central.OwnerConnectionString);

        first.Code.ShouldBe(0, first.Error);
        first.Output.ShouldContain("applying 0001_accounts");
        second.Code.ShouldBe(0, second.Error);
        second.Output.ShouldNotContain("applying");
        second.Output.ShouldContain($"{central.Name}: at version {SchemaVersion.Required(DatabaseKind.Central)}");
    }

    [Fact]
    public async Task An_unreachable_server_is_a_failure_that_is_named()
    {
        var run = await RunAsync(["migrate", "central", "--connection", "Host=127.0.0.1;Port=1;Username=nobody;Password=hidden"]);
        run.Code.ShouldBe(1);
        run.Error.ShouldContain("127.0.0.1:1");
        run.Error.ShouldNotContain("hidden");
    }

    [Theory]
    [InlineData("the command", "migrate")]
    [InlineData("the option", "migrate", "central", "--conection", "x")]
    [InlineData("the connection", "migrate", "central")]
    [InlineData("the connection string", "migrate", "central", "--connection", "Hst=x")]
    public async Task What_is_wrong_with_the_command_line_is_a_matter_of_usage(string wrong, params string[] arguments)
    {
        var run = await RunAsync(arguments);
        run.Code.ShouldBe(2, wrong);
        run.Error.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Without_a_password_for_the_serving_role_nothing_is_tried()
    {
        var run = await RunAsync(["migrate", "central", "--connection", "Host=127.0.0.1;Port=1"], password: null);
        run.Code.ShouldBe(2);
        run.Error.ShouldContain("BRAID__POSTGRES__APPPASSWORD");
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(
        string[] arguments, string? connection = null, string? password = Testing.PostgresServer.AppPassword)
    {
        var command = Path.Combine(AppContext.BaseDirectory, "braidmgr.dll");
        var start = new ProcessStartInfo("dotnet", ["exec", command, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["BRAID__CENTRAL__CONNECTIONSTRING"] = connection;
        start.Environment["BRAID__POSTGRES__APPPASSWORD"] = password;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, error);
    }
}
