using System.CommandLine;

namespace BraidMgr.Cli;

internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        var root = new RootCommand("The operator's command of BraidMgr.") { MigrateCommand.Create() };
        var parsed = root.Parse(args);
        var code = await parsed.InvokeAsync();
        return parsed.Errors.Count > 0 ? ExitCode.Usage : code;
    }
}
