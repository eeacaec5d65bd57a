using System.CommandLine;
using System.Globalization;
using BraidMgr.Cli.Output;
using BraidMgr.Contracts.Operations;

namespace BraidMgr.Cli.Commands;

/// <summary><c>braidmgr server</c>: the PostgreSQL servers that organizations' databases are on.</summary>
internal static class ServerCommands
{
    private static readonly Argument<string> Name = new("name") { Description = "The server's name." };

    private static readonly Option<string> Region = new("--region") { Description = "Where it is, in words of your own.", HelpName = "region", Required = true };

    private static readonly Option<string> Host = new("--host") { Description = "Where hosts reach it.", HelpName = "name or address", Required = true };

    private static readonly Option<int?> Port = new("--port") { Description = "Its port; 5432 unless given.", HelpName = "N" };

    private static readonly Option<int?> Budget = new("--budget") { Description = "Connections that all silos together may hold to it; 80 unless given.", HelpName = "N" };

    private static readonly Option<int?> MaxOrgs = new("--max-orgs") { Description = "How many organizations it takes; as many as come unless given.", HelpName = "N" };

    private static readonly Option<string?> To = new("--to") { Description = "The server that all go to; else each to one of its region that has room.", HelpName = "server" };

    internal static Command Create() => new("server", "Database servers.") { CreateAdd(), CreateList(), CreateDrain(), CreateOpen("open"), CreateOpen("close") };

    private static Command CreateAdd() =>
        new Command("add", "Ready a database server and take it in; its credentials are in the hosts' configuration.")
        {
            Name, Region, Host, Port, Budget, MaxOrgs,
        }.Does(async call =>
        {
            var order = new AddServer(call.Get(Name), call.Get(Region), call.Get(Host), call.Get(Port), call.Get(Budget), call.Get(MaxOrgs));
            Tell(call, await call.Host.PostAsync(
                "/admin/servers", order, OperationsJson.Default.AddServer, OperationsJson.Default.ServerSummary, call.CancellationToken));
        });

    private static Command CreateDrain() =>
        new Command("drain", "Close a server to new organizations, and move those that are on it elsewhere while they serve.")
        {
            Name, To, MoveCommand.AcrossRegions, MoveCommand.WithPause,
        }.Does(async call =>
        {
            var order = new DrainServer(call.Get(To), call.Get(MoveCommand.AcrossRegions), call.Get(MoveCommand.WithPause));
            var run = await call.Host.PostAsync(
                $"/admin/servers/{Uri.EscapeDataString(call.Get(Name))}/drain", order, OperationsJson.Default.DrainServer, OperationsJson.Default.Run, call.CancellationToken);
            return await new RunWatch(call).ToTheEndAsync(run);
        });

    private static Command CreateOpen(string what) =>
        new Command(what, what == "open" ? "Let new organizations come to a server." : "Keep new organizations from a server; those on it stay.") { Name }.Does(async call =>
            Tell(call, await call.Host.PostAsync(
                $"/admin/servers/{Uri.EscapeDataString(call.Get(Name))}/{what}", null, OperationsJson.Default.ServerSummary, call.CancellationToken)));

    private static Command CreateList() => new Command("list", "List the database servers; exit code 5 when one does not answer.").Does(async call =>
    {
        var all = await call.Host.GetAsync("/admin/servers", OperationsJson.Default.ServerList, call.CancellationToken);
        call.Screen.Show(all, OperationsJson.Default.ServerList, list => call.Screen.Table(
            ["NAME", "REGION", "ADDRESS", "ORGANIZATIONS", "CONNECTIONS", "NEW ONES", "PROBLEM"], list.Servers.Select(Row)));
        return all.Servers.All(s => s.Problem is null) ? ExitCode.Ok : ExitCode.Incomplete;
    });

    private static IReadOnlyList<string?> Row(ServerSummary s) =>
    [
        s.Name, s.Region, string.Create(CultureInfo.InvariantCulture, $"{s.Host}:{s.Port}"), Of(s.Organizations, s.MaxOrganizations),
        Of(s.Connections, s.ConnectionBudget), s.AcceptsNewOrgs ? "yes" : "no", s.Problem,
    ];

    private static string Of(int? number, int? most) =>
        $"{number?.ToString(CultureInfo.InvariantCulture) ?? "?"}{(most is { } m ? " of " + m.ToString(CultureInfo.InvariantCulture) : "")}";

    private static void Tell(Invocation call, ServerSummary server) => call.Screen.Show(server, OperationsJson.Default.ServerSummary, s => call.Screen.Say(
        $"{s.Name} at {s.Host}:{s.Port}, region {s.Region}, {(s.AcceptsNewOrgs ? "accepts new organizations" : "is closed to new organizations")}"));
}
