using System.CommandLine;
using System.Globalization;
using BraidMgr.Cli.Output;
using BraidMgr.Contracts.Operations;

namespace BraidMgr.Cli.Commands;

/// <summary><c>braidmgr org index</c>: indexes that one organization has for itself.</summary>
internal static class OrgIndexCommands
{
    private static readonly Argument<string> Slug = new("slug") { Description = "The organization." };

    internal static Command Create() => new("index", "Indexes of one organization's own; migrations keep them.")
    {
        CreateAdd(), CreateList(), CreateDrop(), CreateSuggest(),
    };

    private static Command CreateAdd()
    {
        var table = new Argument<string>("table") { Description = "The table." };
        var columns = new Argument<string[]>("columns") { Description = "The columns, in order.", Arity = ArgumentArity.OneOrMore };
        return new Command("add", "Build an index while the organization serves.") { Slug, table, columns }.Does(async call =>
        {
            var run = await call.Host.PostAsync(
                Path(call), new AddIndex(call.Get(table), call.Get(columns)), OperationsJson.Default.AddIndex, OperationsJson.Default.Run, call.CancellationToken);
            return await new RunWatch(call).ToTheEndAsync(run);
        });
    }

    private static Command CreateList() => new Command("list", "List them.") { Slug }.Does(async call =>
    {
        var all = await call.Host.GetAsync(Path(call), OperationsJson.Default.OrgIndexList, call.CancellationToken);
        call.Screen.Show(all, OperationsJson.Default.OrgIndexList, list => call.Screen.Table(
            ["NAME", "VALID", "KB", "USED", "DEFINITION"],
            list.Indexes.Select(i => (IReadOnlyList<string?>)[i.Name, i.Valid ? "yes" : "no", Number(i.Bytes / 1024), Number(i.Scans), i.Definition])));
    });

    private static Command CreateDrop()
    {
        var name = new Argument<string>("name") { Description = "The index; its name begins with own_." };
        return new Command("drop", "Drop one.") { Slug, name }.Does(async call =>
        {
            var path = $"{Path(call)}/{Uri.EscapeDataString(call.Get(name))}";
            var run = await call.Host.SendAsync(HttpMethod.Delete, path, null, OperationsJson.Default.Run, call.CancellationToken);
            return await new RunWatch(call).ToTheEndAsync(run);
        });
    }

    private static Command CreateSuggest() => new Command("suggest", "Suggest indexes, from the statements that took longest.") { Slug }.Does(async call =>
    {
        var all = await call.Host.GetAsync(Path(call) + "/suggestions", OperationsJson.Default.SuggestedIndexList, call.CancellationToken);
        call.Screen.Show(all, OperationsJson.Default.SuggestedIndexList, list => call.Screen.Table(
            ["TABLE", "COLUMNS", "REASON"], list.Suggestions.Select(s => (IReadOnlyList<string?>)[s.Table, string.Join(", ", s.Columns), s.Reason])));
    });

    private static string Path(Invocation call) => $"/admin/orgs/{Uri.EscapeDataString(call.Get(Slug))}/indexes";

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
