using System.Diagnostics;

namespace BraidMgr.Testing;

/// <summary>Runs PostgreSQL's programs.</summary>
internal static class PostgresProcess
{
    // A test host can be killed and then cleans up nothing. The shell notices, as its standard input is a pipe from us: when
    // that ends, so does the server, and its folder goes.
    private const string ServeUntilInputEnds = """
        folder=$1
        shift
        exec 3<&0 4>> "$folder/log"
        exec < /dev/null >&4 2>&4
        "$@" &
        server=$!
        { cat > /dev/null; : > "$folder/abandoned"; kill -QUIT $server; } <&3 &
        watcher=$!
        wait $server
        kill $watcher
        if [ -e "$folder/abandoned" ]; then rm -rf "$folder"; fi
        """;

    internal static Process Serve(string folder, string dataFolder)
    {
        string[] server = [.. PostgresBinaries.Prefix, Path.Combine(PostgresBinaries.Folder, "postgres"), "-D", dataFolder];
        return Start(["sh", "-c", ServeUntilInputEnds, "serve", folder, .. server]);
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

    // Not the working directory of a root that PostgreSQL's own user may not enter.
    private static Process Start(string[] commandLine) =>
        Process.Start(new ProcessStartInfo(commandLine[0], commandLine[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        })!;
}
