using System.Diagnostics;

namespace BraidMgr.Compare.Tools;

/// <summary>Runs a program to its end.</summary>
internal static class Shell
{
    /// <summary>Its standard output; an exit code other than 0 is an exception with what it said.</summary>
    public static async Task<string> RunAsync(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        try
        {
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0
                ? output
                : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {await error}");
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
    }

    /// <summary>psql on one database of the bench's PostgreSQL, as its superuser.</summary>
    public static Task<string> PsqlAsync(string database, IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        PostgresServer.Own.PsqlAsync(database, arguments, cancellationToken);
}
