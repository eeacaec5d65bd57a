using System.CommandLine;
using BraidMgr.Cli.Client;
using BraidMgr.Contracts.Operations;

namespace BraidMgr.Cli.Commands;

/// <summary>Signing in for the commands that follow; without it each command signs in by itself.</summary>
internal static class LoginCommand
{
    internal static Command Create() =>
        new Command("login", "Sign in, and keep the token in a file that only you can read.").Does(async call =>
        {
            var who = await call.Host.LoginAsync(call.CancellationToken);
            call.Screen.Show(who, OperationsJson.Default.OperatorProfile, o => call.Screen.Say($"signed in as {o.Email}"));
        });

    internal static Command CreateLogout() => new Command("logout", "Forget the token that login kept.").Does(_ =>
    {
        new TokenFile().Forget();
        return Task.CompletedTask;
    });
}
