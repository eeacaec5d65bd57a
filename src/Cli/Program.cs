using System.CommandLine;
using BraidMgr.Cli.Commands;

namespace BraidMgr.Cli;

internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        var root = new RootCommand("The operator's command of BraidMgr.")
        {
            Invocation.Url, Invocation.Email, Invocation.PasswordFile, Invocation.Json,
            LoginCommand.Create(),
            LoginCommand.CreateLogout(),
            OperatorCommands.Create(),
            OrgCommands.Create(),
            ServerCommands.Create(),
            new Command("migrate", "Bring databases to the version of this build.")
            {
                MigrateCentralCommand.Create(), MigrateOrgsCommand.Create(), MigrateStatusCommand.Create(), MigrateNewCommand.Create(),
                MigrateSchemaCommand.Create(),
            },
            BackupCommands.OfAll(),
            BackupCommands.OfCentral(),
            RunCommands.Create(),
        };
        var parsed = root.Parse(args);
        var code = await parsed.InvokeAsync();
        return parsed.Errors.Count > 0 ? ExitCode.Usage : code;
    }
}
