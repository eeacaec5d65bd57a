using System.Diagnostics;

namespace BraidMgr.Testing;

/// <summary>Runs PostgreSQL's programs.</summary>
internal static class PostgresProcess
{
    // A test host can be killed and then stops nothing. The shell notices: its standard input, a pipe from us, ends.
    private const string ServeUntilInputEnds = """
        "$@" &
        server=$!
        { cat > /dev/null; kill -QUIT $server 2> /dev/null; } <&3 &
        watcher=$!
        wait $server
        kill $watcher 2> /dev/null
        """;

    internal static Process Serve(string dataFolder)
    {
        string[] server = [.. PostgresBinaries.Prefix, Path.Combine(PostgresBinaries.Folder, "postgres"), "-D", dataFolder];
        return Start(["sh", "-c", $"exec 3<&0 4>>'{dataFolder}/../log'\nexec </dev/null >&4 2>&4\n" + ServeUntilInputEnds, "serve", .. server]);
    }

    internal static async Task RunAsync(params string[] commandLine)
    {
        using var process = Start(commandLine);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{string.Join(' ', commandLine)} ended with {process.ExitCode}: {error}{await output}");
        }
    }

    private static Process Start(string[] commandLine) =>
        Process.Start(new ProcessStartInfo(commandLine[0], commandLine[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        })!;
}
