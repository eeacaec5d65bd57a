using System.CommandLine;
using BraidMgr.Cli.Source;
using BraidMgr.Schema;
using BraidMgr.Schema.Diff;

namespace BraidMgr.Cli.Commands;

/// <summary><c>braidmgr migrate new</c>: writes the next numbered file, from schema/*.sql where asked.</summary>
internal static class MigrateNewCommand
{
    private static readonly Argument<string> Title = new("title") { Description = "What it does, such as \"add item priority\"." };

    private static readonly Option<bool> OfOrg = new("--org") { Description = "For organizations' databases." };

    private static readonly Option<bool> OfCentral = new("--central") { Description = "For the central database." };

    private static readonly Option<bool> Autogenerate = new("--autogenerate")
    {
        Description = "Fill it with the difference between schema/*.sql and what the migrations build; needs a PostgreSQL for scratch databases.",
    };

    internal static Command Create() => new Command("new", "Write the next migration file.")
    {
        Title, OfOrg, OfCentral, Autogenerate, Central.Connection,
    }.Does(async call =>
    {
        if (call.Get(OfOrg) == call.Get(OfCentral))
        {
            throw new CliException(ExitCode.Usage, "say which databases it is for: --org or --central");
        }

        var (source, kind) = (SourceTree.Find(), call.Get(OfOrg) ? DatabaseKind.Org : DatabaseKind.Central);
        var path = source.NextPath(kind, call.Get(Title));
        var body = "";
        if (call.Get(Autogenerate))
        {
            await Central.Try(call, async connection => body = await GenerateAsync(call, source, kind, connection));
            if (body.Length == 0)
            {
                call.Screen.Say($"{source.SchemaPath(kind)} and the migrations agree: there is nothing to write");
                return;
            }
        }

        await File.WriteAllTextAsync(path, $"-- {call.Get(Title)}\n\n{body}", call.CancellationToken);
        call.Screen.Say(path);
    });

    private static async Task<string> GenerateAsync(Invocation call, SourceTree source, DatabaseKind kind, string connection)
    {
        var wanted = await File.ReadAllTextAsync(source.SchemaPath(kind), call.CancellationToken);
        var found = await new SchemaFile(new DatabaseServer(connection)).DiffAsync(source.Migrations(kind), wanted, call.CancellationToken);
        foreach (var question in found.Left)
        {
            call.Screen.Say(question[3..]);
        }

        foreach (var remaining in found.Remaining.Take(found.Left.Count > 0 ? 0 : 10))
        {
            call.Screen.Say("still differs: " + remaining.ReplaceLineEndings(" "));
        }

        return found.Sql;
    }
}
