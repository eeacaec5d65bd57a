using System.CommandLine;
using System.Text.Json;
using BraidMgr.Cli.Output;
using BraidMgr.Contracts.Operations;

namespace BraidMgr.Cli.Commands;

/// <summary><c>org suspend</c>, <c>org resume</c>, <c>org rename</c>, <c>org delete</c>, <c>org statement</c>.</summary>
internal static class OrgLifeCommands
{
    private static readonly Argument<string> Slug = new("slug") { Description = "The organization." };

    private static readonly Argument<string> To = new("to") { Description = "Its new slug." };

    private static readonly Option<int?> Grace = new("--grace-hours") { Description = "For how long it is only suspended (0 to 8760; a week unless given).", HelpName = "N" };

    private static readonly Option<bool> Follow = new("--follow") { Description = "Follow the run to its end, however long the grace period is." };

    private static readonly Argument<FileInfo> Statement = new("file") { Description = "A file with the statement that the last step of a deletion gave." };

    internal static IEnumerable<Command> All() =>
    [
        new Command("suspend", "Close an organization to everybody, at once; what is in it stays.") { Slug }.Does(call => Become(call, "suspend")),
        new Command("resume", "Open a suspended organization again.") { Slug }.Does(call => Become(call, "resume")),
        new Command("rename", "Give an organization another slug; the old one is free at once.") { Slug, To }.Does(call => Rename(call)),
        new Command("delete", "Suspend an organization, and after the grace period remove all of it; the last step is a signed statement.")
        {
            Slug, Grace, Follow,
        }.Does(call => Delete(call)),
        new Command("statement", "Verify the signed statement of a deletion, and say what was removed.") { Statement }.Does(Verify),
    ];

    private static async Task Become(Invocation call, string what)
    {
        var org = await call.Host.PostAsync($"{Path(call)}/{what}", null, OperationsJson.Default.OrgSummary, call.CancellationToken);
        call.Screen.Show(org, OperationsJson.Default.OrgSummary, o => call.Screen.Say($"{o.Slug} is {o.Status}"));
    }

    private static async Task<int> Rename(Invocation call)
    {
        var body = JsonSerializer.Serialize(new RenameOrganization(call.Get(To)), OperationsJson.Default.RenameOrganization);
        return await new RunWatch(call).ToTheEndAsync(
            await call.Host.PostAsync($"{Path(call)}/rename", body, OperationsJson.Default.Run, call.CancellationToken));
    }

    private static async Task Verify(Invocation call)
    {
        var body = new StatementToVerify((await File.ReadAllTextAsync(call.Get(Statement).FullName, call.CancellationToken)).Trim());
        var said = await call.Host.PostAsync(
            "/admin/statements/verify", body, OperationsJson.Default.StatementToVerify, OperationsJson.Default.VerifiedStatement, call.CancellationToken);
        call.Screen.Show(said, OperationsJson.Default.VerifiedStatement, s =>
        {
            call.Screen.Say($"{s.Slug} ({s.OrganizationId}) was removed; signed {s.SignedAt:yyyy-MM-dd HH:mm}Z, ordered by {s.OrderedBy}, run {s.RunId}");
            call.Screen.Table(["WHAT", "REMOVED"], s.Removed.Select(r => (IReadOnlyList<string?>)[r.Key, r.Value]));
        });
    }

    private static async Task<int> Delete(Invocation call)
    {
        var body = JsonSerializer.Serialize(new DeleteOrganization(call.Get(Grace)), OperationsJson.Default.DeleteOrganization);
        var run = await call.Host.PostAsync($"{Path(call)}/delete", body, OperationsJson.Default.Run, call.CancellationToken);
        if (call.Get(Follow) || call.Get(Grace) == 0)
        {
            return await new RunWatch(call).ToTheEndAsync(run);
        }

        call.Screen.Show(run, OperationsJson.Default.Run, r => call.Screen.Say(
            $"{call.Get(Slug)} is suspended now; to keep it: braidmgr run cancel {r.Id}, then braidmgr org resume {call.Get(Slug)}"));
        return ExitCode.Ok;
    }

    private static string Path(Invocation call) => $"/admin/orgs/{Uri.EscapeDataString(call.Get(Slug))}";
}
