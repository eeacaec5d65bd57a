namespace BraidMgr.Cli;

/// <summary>What the process answers to the shell.</summary>
internal static class ExitCode
{
    internal const int Ok = 0;

    /// <summary>It was tried and failed; standard error says why.</summary>
    internal const int Failed = 1;

    /// <summary>The command line or the environment lacks something; nothing was tried.</summary>
    internal const int Usage = 2;
}
