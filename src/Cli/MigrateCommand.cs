using System.CommandLine;
using BraidMgr.Schema;
using Npgsql;

namespace BraidMgr.Cli;

/// <summary><c>braidmgr migrate central</c>: readies a PostgreSQL server; the only migration that needs no running host.</summary>
internal static class MigrateCommand
{
    private const string ConnectionVariable = "BRAID__CENTRAL__CONNECTIONSTRING";
    private const string PasswordVariable = "BRAID__POSTGRES__APPPASSWORD";

    internal static Command Create()
    {
        var connection = new Option<string>("--connection")
        {
            Description = "The server, with a superuser's credentials or those of a role that may create databases and roles.",
            DefaultValueFactory = _ => Environment.GetEnvironmentVariable(ConnectionVariable) ?? "",
            HelpName = $"connection string, else {ConnectionVariable}",
        };
        var central = new Command("central", "Create or upgrade the central database, the roles and the template of organizations' databases.")
        {
            connection,
        };
        central.SetAction((parsed, cancellationToken) => MigrateCentralAsync(parsed.GetRequiredValue(connection), cancellationToken));
        return new Command("migrate", "Bring a database to the version of this build.") { central };
    }

    private static async Task<int> MigrateCentralAsync(string connectionString, CancellationToken cancellationToken)
    {
        var password = Environment.GetEnvironmentVariable(PasswordVariable) ?? "";
        if (connectionString.Length == 0 || password.Length == 0)
        {
            var missing = connectionString.Length == 0
                ? $"name the server with --connection or {ConnectionVariable}"
                : $"set {PasswordVariable}: the password that the role {Roles.App} gets";
            return Say(ExitCode.Usage, missing);
        }

        try
        {
            Report(await new CentralSetup(connectionString, password)
                .RunAsync(migration => Console.WriteLine($"applying {migration}"), cancellationToken));
            return ExitCode.Ok;
        }
        catch (ArgumentException e)
        {
            return Say(ExitCode.Usage, $"the connection string cannot be read: {e.Message}");
        }
        catch (Exception e) when (e is SchemaException or NpgsqlException)
        {
            return Say(ExitCode.Failed, e.Message);
        }
    }

    private static void Report(CentralSetupResult result)
    {
        Console.WriteLine($"{result.Database}: {(result.Created ? "created, " : "")}at version {result.Migrations.Version}");
        Console.WriteLine($"template: {result.Template}");
        if (result.Migrations.Newer.Count > 0)
        {
            Console.WriteLine($"{result.Migrations.Newer.Count} of its migrations are of a newer build and were left alone");
        }
    }

    private static int Say(int code, string message)
    {
        Console.Error.WriteLine($"braidmgr: {message}");
        return code;
    }
}
