namespace BraidMgr.Cli;

/// <summary>What the process answers to the shell; docs/operating.md has the table.</summary>
internal static class ExitCode
{
    internal const int Ok = 0;

    /// <summary>It was tried and failed; standard error says why.</summary>
    internal const int Failed = 1;

    /// <summary>The command line or the environment lacks something; nothing was tried.</summary>
    internal const int Usage = 2;

    /// <summary>The operator is not signed in, or no longer.</summary>
    internal const int NotSignedIn = 3;

    /// <summary>The host does not answer.</summary>
    internal const int Unreachable = 4;

    /// <summary>A run ended, and at least a part of it failed or was left out; or what was looked at is not as it should be.</summary>
    internal const int Incomplete = 5;

    /// <summary>Ctrl-C. A run that was being watched goes on.</summary>
    internal const int Interrupted = 130;
}

/// <summary>Ends the command with a message on standard error and an exit code.</summary>
internal sealed class CliException(int code, string message) : Exception(message)
{
    /// <summary>One of <see cref="ExitCode"/>.</summary>
    public int Code { get; } = code;
}
