using System.CommandLine;
using System.Text.Json;
using BraidMgr.Cli.Output;
using BraidMgr.Contracts.Operations;

namespace BraidMgr.Cli.Commands;

/// <summary><c>braidmgr migrate orgs</c>: organizations' databases, by a run of the host.</summary>
internal static class MigrateOrgsCommand
{
    private static readonly Option<string?> Staging = new("--staging") { Description = "The organization that goes first; the others begin once it is verified.", HelpName = "slug" };

    private static readonly Option<int?> Concurrency = new("--concurrency") { Description = "How many at once (1 to 64).", HelpName = "N" };

    private static readonly Option<string[]> Only = new("--only") { Description = "These alone.", HelpName = "slug", AllowMultipleArgumentsPerToken = true };

    private static readonly Option<string[]> Except = new("--except") { Description = "All but these.", HelpName = "slug", AllowMultipleArgumentsPerToken = true };

    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Say what would be applied; change nothing." };

    private static readonly Option<bool> WithCentral = new("--central") { Description = "The central database too, after staging and before the others." };

    internal static Command Create() =>
        new Command("orgs", "Bring organizations' databases to the version of the host's build, while they serve; each is verified.")
        {
            Staging, Concurrency, Only, Except, DryRun, WithCentral,
        }.Does(async call =>
        {
            var order = new MigrateOrgs(
                call.Get(Staging), call.Get(Concurrency), Some(call.Get(Only)), Some(call.Get(Except)), call.Get(DryRun), call.Get(WithCentral));
            var body = JsonSerializer.Serialize(order, OperationsJson.Default.MigrateOrgs);
            var run = await call.Host.PostAsync("/admin/migrations/orgs", body, OperationsJson.Default.Run, call.CancellationToken);
            return await new RunWatch(call).ToTheEndAsync(run);
        });

    private static string[]? Some(string[]? slugs) => slugs is null or [] ? null : slugs;
}
