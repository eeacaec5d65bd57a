using System.CommandLine;
using BraidMgr.Schema;

namespace BraidMgr.Cli.Commands;

/// <summary><c>braidmgr migrate central</c>: readies a PostgreSQL server; the only migration that needs no running host.</summary>
internal static class MigrateCentralCommand
{
    private const string PasswordVariable = "BRAID__POSTGRES__APPPASSWORD";

    internal static Command Create() =>
        new Command("central", "Create or upgrade the central database, the roles and the template of organizations' databases.")
        {
            Central.Connection,
        }.Does(call => Central.Try(call, async connection =>
        {
            var password = Environment.GetEnvironmentVariable(PasswordVariable) ?? "";
            if (password.Length == 0)
            {
                throw new CliException(ExitCode.Usage, $"set {PasswordVariable}: the password that the role {Roles.App} gets");
            }

            Report(call, await new CentralSetup(connection, password)
                .RunAsync(migration => call.Screen.Say($"applying {migration}"), call.CancellationToken));
        }));

    private static void Report(Invocation call, CentralSetupResult result)
    {
        call.Screen.Say($"{result.Database}: {(result.Created ? "created, " : "")}at version {result.Migrations.Version}");
        call.Screen.Say($"template: {result.Template}");
        if (result.Migrations.Newer.Count > 0)
        {
            call.Screen.Say($"{result.Migrations.Newer.Count} of its migrations are of a newer build and were left alone");
        }
    }
}
