using System.CommandLine;
using BraidMgr.Contracts.Operations;

namespace BraidMgr.Cli.Commands;

/// <summary><c>braidmgr org create</c>.</summary>
internal static class OrgCreateCommand
{
    private static readonly Argument<string> Slug = new("slug") { Description = "Its slug." };

    private static readonly Option<string> Owner = new("--owner") { Description = "The address of a registered person, who will own it.", HelpName = "address", Required = true };

    private static readonly Option<string?> Name = new("--name") { Description = "Its name; the slug unless given.", HelpName = "text" };

    private static readonly Option<string?> Region = new("--region") { Description = "The region that its database has to be in; any unless given.", HelpName = "region" };

    internal static Command Create() =>
        new Command("create", "Create an organization of a registered person, on a server of a region that has room.") { Slug, Owner, Name, Region }.Does(async call =>
        {
            var order = new CreateOrganization(call.Get(Name), call.Get(Slug), call.Get(Owner), call.Get(Region));
            var made = await call.Host.PostAsync(
                "/admin/orgs", order, OperationsJson.Default.CreateOrganization, OperationsJson.Default.OrgSummary, call.CancellationToken);
            call.Screen.Show(made, OperationsJson.Default.OrgSummary, o => call.Screen.Say($"{o.Slug} is on server {o.Server}, region {o.Region}"));
        });
}
