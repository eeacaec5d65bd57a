using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using BraidMgr.Cli.Output;
using BraidMgr.Contracts.Operations;

namespace BraidMgr.Cli.Commands;

/// <summary>Backups and restores, by runs of the host.</summary>
internal static class BackupCommands
{
    private static readonly Argument<string> Slug = new("slug") { Description = "The organization." };

    private static readonly Option<string> At = new("--at") { Description = "The backup's id.", HelpName = "ID", Required = true };

    private static readonly Option<string?> As = new("--as") { Description = "A new organization of the same owners instead of the live one's place.", HelpName = "new-slug" };

    private static readonly Option<string[]> Only = new("--only") { Description = "These organizations alone.", HelpName = "slug", AllowMultipleArgumentsPerToken = true };

    /// <summary><c>org backup</c>, <c>org backups</c>, <c>org restore</c>.</summary>
    internal static IEnumerable<Command> OfOrganizations() =>
    [
        new Command("backup", "Back an organization up, while it serves.") { Slug }.Does(call => Run(call, $"{Path(call)}/backups", null)),
        new Command("backups", "List an organization's backups, the newest first.") { Slug }.Does(call => List(call, $"{Path(call)}/backups")),
        new Command("restore", "Restore a backup beside the live database, verify it, and swap it in.") { Slug, At, As }.Does(call =>
            Run(call, $"{Path(call)}/restore", JsonSerializer.Serialize(new RestoreBackup(call.Get(At)!, call.Get(As)), OperationsJson.Default.RestoreBackup))),
    ];

    /// <summary><c>central backup</c>, <c>central backups</c>, <c>central restore</c>.</summary>
    internal static Command OfCentral() => new("central", "The central database.")
    {
        new Command("backup", "Back the central database up.").Does(call => Run(call, "/admin/central/backups", null)),
        new Command("backups", "List the central database's backups, the newest first.").Does(call => List(call, "/admin/central/backups")),
        CentralRestoreCommand.Create(),
    };

    /// <summary><c>backup all</c>, <c>backup rehearse</c>.</summary>
    internal static Command OfAll() => new("backup", "All backups.")
    {
        new Command("all", "Back all organizations up, and the central database.") { Only }.Does(call => Run(call, "/admin/backups", Order(call))),
        new Command("rehearse", "Restore every backup into a database that is dropped again, and verify it.") { Only }.Does(call =>
            Run(call, "/admin/backups/rehearse", Order(call))),
    };

    private static string Order(Invocation call)
    {
        string[]? only = call.Get(Only) is { Length: > 0 } some ? some : null;
        return JsonSerializer.Serialize(new BackupOrder(only, Central: only is null), OperationsJson.Default.BackupOrder);
    }

    private static string Path(Invocation call) => $"/admin/orgs/{Uri.EscapeDataString(call.Get(Slug))}";

    private static async Task<int> Run(Invocation call, string path, string? body) => await new RunWatch(call).ToTheEndAsync(
        await call.Host.PostAsync(path, body, OperationsJson.Default.Run, call.CancellationToken));

    private static async Task List(Invocation call, string path) =>
        Show(call, await call.Host.GetAsync(path, OperationsJson.Default.BackupList, call.CancellationToken));

    /// <summary>Shows a list of backups.</summary>
    internal static void Show(Invocation call, BackupList all) => call.Screen.Show(all, OperationsJson.Default.BackupList, list => call.Screen.Table(
        ["ID", "TAKEN AT", "ROWS", "BYTES", "SCHEMA", "KEY", "WHY"],
        list.Backups.Select(b => (IReadOnlyList<string?>)
        [
            b.Id, b.TakenAt.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture), b.Rows.ToString(CultureInfo.InvariantCulture),
            b.Size.ToString(CultureInfo.InvariantCulture), b.SchemaVersion.ToString(CultureInfo.InvariantCulture), b.KeyId, b.Reason,
        ])));
}
