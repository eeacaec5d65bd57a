using System.CommandLine;
using System.Globalization;
using BraidMgr.Contracts.Operations;

namespace BraidMgr.Cli.Commands;

/// <summary>What concerns organizations.</summary>
internal static class OrgCommands
{
    internal static Command Create()
    {
        var org = new Command("org", "Organizations.") { CreateList(), CreateShow(), OrgCreateCommand.Create(), MoveCommand.Create(), OrgTopCommand.Create(), OrgIndexCommands.Create() };
        foreach (var command in BackupCommands.OfOrganizations().Concat(OrgLifeCommands.All()))
        {
            org.Add(command);
        }

        return org;
    }

    private static Command CreateList() => new Command("list", "List all organizations and where their databases are.").Does(async call =>
    {
        var all = await call.Host.GetAsync("/admin/orgs", OperationsJson.Default.OrgList, call.CancellationToken);
        call.Screen.Show(all, OperationsJson.Default.OrgList, list => call.Screen.Table(
            ["SLUG", "NAME", "STATUS", "SERVER", "REGION", "DATABASE", "CREATED"],
            list.Organizations.Select(o => (IReadOnlyList<string?>)
            [
                o.Slug, o.Name, o.Status, o.Server, o.Region, o.DatabaseName, o.CreatedAt.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ])));
    });

    private static Command CreateShow()
    {
        var slug = new Argument<string>("slug") { Description = "The organization." };
        return new Command("show", "Show one organization.") { slug }.Does(async call =>
        {
            var path = $"/admin/orgs/{Uri.EscapeDataString(call.Get(slug))}";
            var found = await call.Host.GetAsync(path, OperationsJson.Default.OrgSummary, call.CancellationToken);
            call.Screen.Show(found, OperationsJson.Default.OrgSummary, o => call.Screen.Table(
                ["SLUG", "ID", "STATUS", "SERVER", "DATABASE"], [[o.Slug, o.Id.ToString(), o.Status, o.Server, o.DatabaseName]]));
        });
    }
}
