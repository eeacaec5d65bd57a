using System.CommandLine;
using BraidMgr.Cli.Client;
using BraidMgr.Cli.Output;

namespace BraidMgr.Cli;

/// <summary>One call of a command: its arguments, the host it speaks to, and where its answer goes.</summary>
internal sealed class Invocation(ParseResult parsed, CancellationToken cancellationToken)
{
    /// <summary>Where the host's admin surface is.</summary>
    public static Option<string> Url { get; } = new("--url")
    {
        Description = "The admin surface of the host.",
        HelpName = "address, else BRAIDMGR_URL, else http://127.0.0.1:8081",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("BRAIDMGR_URL") is { Length: > 0 } url ? url : "http://127.0.0.1:8081",
        Recursive = true,
    };

    /// <summary>Who signs in.</summary>
    public static Option<string?> Email { get; } = new("--email")
    {
        Description = "The operator's address.",
        HelpName = "address, else BRAIDMGR_EMAIL, else asked for",
        Recursive = true,
    };

    /// <summary>Where the password is.</summary>
    public static Option<string?> PasswordFile { get; } = new("--password-file")
    {
        Description = "A file whose first line is the operator's password.",
        HelpName = "file, else BRAIDMGR_PASSWORD_FILE or BRAIDMGR_PASSWORD, else asked for",
        Recursive = true,
    };

    /// <summary>For machines.</summary>
    public static Option<bool> Json { get; } = new("--json")
    {
        Description = "Write JSON: one value, or one a line while something runs.",
        Recursive = true,
    };

    /// <summary>Cancelled by Ctrl-C.</summary>
    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>Where the answer goes.</summary>
    public Screen Screen { get; } = new(parsed.GetValue(Json));

    /// <summary>The host.</summary>
    public AdminClient Host => field ??= new AdminClient(
        parsed.GetRequiredValue(Url), new OperatorSecrets(parsed.GetValue(Email), parsed.GetValue(PasswordFile)), new TokenFile());

    /// <summary>The value of an option or argument.</summary>
    public T? Get<T>(Option<T> option) => parsed.GetValue(option);

    /// <inheritdoc cref="Get{T}(Option{T})"/>
    public T Get<T>(Argument<T> argument) => parsed.GetRequiredValue(argument);
}

/// <summary>Binds commands to what they do.</summary>
internal static class InvocationExtensions
{
    /// <summary>Says what a command does. What it throws for a person becomes a message and an exit code here.</summary>
    public static Command Does(this Command command, Func<Invocation, Task<int>> work)
    {
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var call = new Invocation(parsed, cancellationToken);
            try
            {
                return await work(call);
            }
            catch (CliException failure)
            {
                return call.Screen.Fail(failure.Code, failure.Message);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return ExitCode.Interrupted;
            }
        });
        return command;
    }

    /// <inheritdoc cref="Does(Command, Func{Invocation, Task{int}})"/>
    public static Command Does(this Command command, Func<Invocation, Task> work) => command.Does(async call =>
    {
        await work(call);
        return ExitCode.Ok;
    });
}
