using BraidMgr.Contracts.Operations;
using Spectre.Console;

namespace BraidMgr.Cli.Client;

/// <summary>An operator's address and password: from the command line, the environment, a file, or asked for at a terminal.</summary>
internal sealed class OperatorSecrets(string? email, string? passwordFile)
{
    private const string EmailVariable = "BRAIDMGR_EMAIL";
    private const string PasswordVariable = "BRAIDMGR_PASSWORD";
    private const string FileVariable = "BRAIDMGR_PASSWORD_FILE";

    /// <summary>Finds both, or says what is missing.</summary>
    public OperatorCredentials Find() => new(FindEmail(), FindPassword());

    /// <summary>The address.</summary>
    public string FindEmail() => Given(email) ?? Variable(EmailVariable)
        ?? Ask("Operator's email:", secret: false, $"name the operator with --email or {EmailVariable}");

    /// <summary>The password.</summary>
    public string FindPassword() => ReadFile(Given(passwordFile) ?? Variable(FileVariable)) ?? Variable(PasswordVariable)
        ?? Ask("Password:", secret: true, $"give the password in a file (--password-file, {FileVariable}) or in {PasswordVariable}");

    private static string Ask(string question, bool secret, string otherwise)
    {
        if (Console.IsInputRedirected)
        {
            throw new CliException(ExitCode.NotSignedIn, $"there is no terminal to ask at: {otherwise}");
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        var prompt = new TextPrompt<string>(question);
        return console.Prompt(secret ? prompt.Secret(null) : prompt);
    }

    private static string? ReadFile(string? path)
    {
        try
        {
            return path is null ? null : File.ReadLines(path).FirstOrDefault() ?? "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Usage, $"the password file cannot be read: {e.Message}");
        }
    }

    private static string? Given(string? value) => string.IsNullOrEmpty(value) ? null : value;

    private static string? Variable(string name) => Given(Environment.GetEnvironmentVariable(name));
}
