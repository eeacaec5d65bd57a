using System.CommandLine;
using System.Globalization;
using BraidMgr.Contracts.Operations;

namespace BraidMgr.Cli.Commands;

/// <summary><c>braidmgr org top</c>: who uses what, again and again until Ctrl-C, or once in a pipe.</summary>
internal static class OrgTopCommand
{
    private static readonly Option<bool> Once = new("--once") { Description = "Show it once; so it is in a pipe." };

    internal static Command Create() => new Command("top", "Show who uses what of the database servers, live.") { Once }.Does(async call =>
    {
        do
        {
            var all = await call.Host.GetAsync("/admin/top", OperationsJson.Default.OrgUsageList, call.CancellationToken);
            if (call.Screen.IsLive && !call.Get(Once))
            {
                Console.Clear();
            }

            call.Screen.Show(all, OperationsJson.Default.OrgUsageList, list => call.Screen.Table(
                ["ORGANIZATION", "SERVER", "CONNECTIONS", "ACTIVE", "WAITING", "LONGEST MS", "TX/S", "ROWS/S", "MB"], list.Organizations.Select(Row)));
        }
        while (call.Screen.IsLive && !call.Get(Once));
    });

    private static IReadOnlyList<string?> Row(OrgUsage u) =>
    [
        u.Slug, u.Server, Number(u.Connections), Number(u.Active), Number(u.Waiting), Number(u.LongestMs), Number(u.TransactionsPerSecond),
        Number(u.RowsPerSecond), Number(u.Bytes / 1048576.0),
    ];

    private static string Number(double number) => number.ToString("0", CultureInfo.InvariantCulture);
}
