using System.CommandLine;
using System.Globalization;
using BraidMgr.Contracts.Operations;

namespace BraidMgr.Cli.Commands;

/// <summary><c>braidmgr migrate status</c>: what the databases themselves say.</summary>
internal static class MigrateStatusCommand
{
    internal static Command Create() =>
        new Command("status", "Show every database's version, drift and last error; exit code 5 when one is not as it should be.").Does(async call =>
        {
            var all = await call.Host.GetAsync("/admin/migrations", OperationsJson.Default.SchemaStatusList, call.CancellationToken);
            call.Screen.Show(all, OperationsJson.Default.SchemaStatusList, list =>
            {
                call.Screen.Table(["ORGANIZATION", "STATE", "VERSION", "SERVER", "PENDING", "DRIFT", "LAST ERROR"], list.Organizations.Prepend(list.Central).Select(Row));
                call.Screen.Say($"{list.Sound} of {list.Total} organizations are at version {list.Required} or newer; "
                    + $"central is at {list.CentralVersion} of {list.CentralRequired}");
            });
            return all.Sound == all.Total && all.Central.State is ("current" or "newer") ? ExitCode.Ok : ExitCode.Incomplete;
        });

    private static IReadOnlyList<string?> Row(SchemaStatus s) =>
    [
        s.Slug, s.State, s.Version.ToString(CultureInfo.InvariantCulture), s.Server, string.Join(", ", s.Pending), Short(s.Drift), s.LastError,
    ];

    private static string Short(IReadOnlyList<string> drift) =>
        drift.Count == 0 ? "" : drift[0].ReplaceLineEndings(" ")[..Math.Min(100, drift[0].Length)] + (drift.Count > 1 ? $" (+{drift.Count - 1})" : "");
}
