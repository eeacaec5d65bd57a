using System.CommandLine;
using BraidMgr.Cli.Output;
using BraidMgr.Contracts.Operations;

namespace BraidMgr.Cli.Commands;

/// <summary><c>braidmgr org move</c>.</summary>
internal static class MoveCommand
{
    private static readonly Argument<string> Slug = new("slug") { Description = "The organization." };

    private static readonly Option<string> Server = new("--server") { Description = "The server that its database goes to.", HelpName = "server", Required = true };

    /// <summary>Whether an organization may leave its region.</summary>
    internal static Option<bool> AcrossRegions { get; } = new("--across-regions") { Description = "Allow a server of another region." };

    /// <summary>Whether writes may wait for as long as copying takes.</summary>
    internal static Option<bool> WithPause { get; } = new("--with-pause")
    {
        Description = "Copy while writes wait, for servers that cannot be followed (wal_level is not logical).",
    };

    internal static Command Create() =>
        new Command("move", "Move an organization to another database server while it serves; writes wait below a second.")
        {
            Slug, Server, AcrossRegions, WithPause,
        }.Does(async call =>
        {
            var order = new MoveOrganization(call.Get(Server), call.Get(AcrossRegions), call.Get(WithPause));
            var run = await call.Host.PostAsync(
                $"/admin/orgs/{Uri.EscapeDataString(call.Get(Slug))}/move", order, OperationsJson.Default.MoveOrganization, OperationsJson.Default.Run, call.CancellationToken);
            return await new RunWatch(call).ToTheEndAsync(run);
        });
}
