using System.CommandLine;
using BraidMgr.Cli.Source;
using BraidMgr.Schema;
using BraidMgr.Schema.Diff;

namespace BraidMgr.Cli.Commands;

/// <summary><c>braidmgr migrate schema</c>: writes schema/org.sql and schema/central.sql anew from what the migrations build.</summary>
internal static class MigrateSchemaCommand
{
    internal static Command Create() =>
        new Command("schema", "Write schema/org.sql and schema/central.sql anew from the migrations; needs a PostgreSQL for scratch databases.")
        {
            Central.Connection,
        }.Does(call => Central.Try(call, async connection =>
        {
            var source = SourceTree.Find();
            foreach (var kind in new[] { DatabaseKind.Central, DatabaseKind.Org })
            {
                var text = await new SchemaFile(new DatabaseServer(connection)).WriteAsync(source.Migrations(kind), call.CancellationToken);
                Directory.CreateDirectory(Path.GetDirectoryName(source.SchemaPath(kind))!);
                await File.WriteAllTextAsync(source.SchemaPath(kind), text, call.CancellationToken);
                call.Screen.Say(source.SchemaPath(kind));
            }
        }));
}
