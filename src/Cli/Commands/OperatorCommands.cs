using System.CommandLine;
using BraidMgr.Cli.Client;
using BraidMgr.Schema;
using Microsoft.AspNetCore.Identity;
using Npgsql;

namespace BraidMgr.Cli.Commands;

/// <summary>Operators' accounts: made in the central database itself, with the owner's credentials, as no operator is there before the first.</summary>
internal static class OperatorCommands
{
    internal static Command Create()
    {
        var email = new Argument<string>("email") { Description = "The operator's address." };
        return new("operator", "Operators' accounts; needs the central database, not a host.") { CreateCreate(email), CreateDisable(email) };
    }

    private static Command CreateCreate(Argument<string> email)
    {
        var replace = new Option<bool>("--replace") { Description = "Where the account is there already, give it this password and enable it." };
        return new Command("create", "Create an operator's account; the password comes from a file, the environment, or is asked for.")
        {
            email, Central.Connection, replace,
        }.Does(async call =>
        {
            var password = new OperatorSecrets(null, call.Get(Invocation.PasswordFile)).FindPassword();
            RequireGood(password);
            var hash = new PasswordHasher<object>().HashPassword(new object(), password);
            await Central.Try(call, async connection =>
                await new OperatorAccounts(connection).CreateAsync(call.Get(email), hash, call.Get(replace), call.CancellationToken));
            call.Screen.Say($"operator {call.Get(email)} can sign in");
        });
    }

    private static Command CreateDisable(Argument<string> email) =>
        new Command("disable", "Disable an operator's account, from its next call on.") { email, Central.Connection }.Does(async call =>
        {
            await Central.Try(call, async connection => await new OperatorAccounts(connection).DisableAsync(call.Get(email), call.CancellationToken));
            call.Screen.Say($"operator {call.Get(email)} is disabled");
        });

    private static void RequireGood(string password)
    {
        if (password.Length is < 12 or > 200)
        {
            throw new CliException(ExitCode.Usage, $"an operator's password has 12 to 200 characters, not {password.Length}");
        }
    }
}

/// <summary>The central database, for the commands that need no host.</summary>
internal static class Central
{
    internal const string ConnectionVariable = "BRAID__CENTRAL__CONNECTIONSTRING";

    internal static Option<string> Connection { get; } = new("--connection")
    {
        Description = "The central database, with the owner's credentials.",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable(ConnectionVariable) ?? "",
        HelpName = $"connection string, else {ConnectionVariable}",
    };

    /// <summary>Does something with the connection string; what the database refuses becomes a message.</summary>
    internal static async Task Try(Invocation call, Func<string, Task> work)
    {
        var connection = call.Get(Connection);
        if (string.IsNullOrEmpty(connection))
        {
            throw new CliException(ExitCode.Usage, $"name the central database with --connection or {ConnectionVariable}");
        }

        try
        {
            await work(connection);
        }
        catch (ArgumentException e)
        {
            throw new CliException(ExitCode.Usage, $"the connection string cannot be read: {e.Message}");
        }
        catch (Exception e) when (e is SchemaException or NpgsqlException)
        {
            throw new CliException(ExitCode.Failed, e.Message);
        }
    }
}
