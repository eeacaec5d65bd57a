using System.Diagnostics;
using System.Globalization;

namespace BraidMgr.Compare.Tools;

/// <summary>How long a newcomer waits: from <c>git clone</c> to the line that says ready, with the packages on the machine.</summary>
internal static class FirstUp
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    public static async Task<TimeSpan> MeasureAsync(CancellationToken cancellationToken)
    {
        var clone = Path.Combine(Handed.Scratch, "clone");
        var clock = Stopwatch.StartNew();
        var repository = Path.GetDirectoryName(Handed.Bench)!;
        await Shell.RunAsync("git", ["clone", "--quiet", "--no-hardlinks", repository, clone], null, cancellationToken);
        using var up = Process.Start(Command(clone, Ports.Free()))!;
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(Limit);
            await ReadUntilReadyAsync(up, limit.Token);
            return clock.Elapsed;
        }
        finally
        {
            await StopAsync(up);
            Directory.Delete(clone, recursive: true);
        }
    }

    // A newcomer has set nothing.
    private static ProcessStartInfo Command(string clone, int port)
    {
        string[] arguments = ["up", "--port", port.ToString(CultureInfo.InvariantCulture)];
        var command = new ProcessStartInfo(Path.Combine(clone, "braid"), arguments) { RedirectStandardOutput = true };
        foreach (var name in command.Environment.Keys.Where(IsOurs).ToList())
        {
            command.Environment.Remove(name);
        }

        return command;
    }

    private static bool IsOurs(string variable) =>
        // A newcomer has not said which engine to use: up finds out.
        variable is "ActorEngine" || variable.StartsWith("BRAID_", StringComparison.Ordinal) || variable.StartsWith("PG", StringComparison.Ordinal);

    private static async Task ReadUntilReadyAsync(Process up, CancellationToken cancellationToken)
    {
        while (await up.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith("ready: ", StringComparison.Ordinal))
            {
                return;
            }
        }

        throw new InvalidOperationException("./braid up in a fresh clone ended before it was ready");
    }

    private static async Task StopAsync(Process up)
    {
        if (up.HasExited)
        {
            return;
        }

        using var kill = Process.Start("kill", ["-TERM", $"{up.Id}"]);
        await up.WaitForExitAsync(CancellationToken.None);
    }
}
