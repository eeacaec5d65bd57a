using System.Diagnostics;
using System.Text.RegularExpressions;
using BraidMgr.Api.Tests.Harness;

namespace BraidMgr.Api.Tests;

/// <summary>The session on the README's first screen works as printed.</summary>
public sealed partial class ReadmeTests(SharedHost shared) : IClassFixture<SharedHost>
{
    [Fact]
    public async Task The_session_works_as_printed()
    {
        var folder = Directory.CreateTempSubdirectory("braid-readme-");
        Directory.CreateSymbolicLink(Path.Combine(folder.FullName, "samples"), Repository.File("samples"));
        var session = BashBlocks().Matches(await File.ReadAllTextAsync(Repository.File("README.md")))[1].Groups[1].Value
            .Replace("http://127.0.0.1:8080", shared.Host.Address.ToString().TrimEnd('/'), StringComparison.Ordinal);

        var (code, output) = await Bash(session, folder.FullName);

        code.ShouldBe(0, output);
        output.ShouldContain("\"severity\":\"critical\"");
        output.ShouldContain("\"assigned_to\":\"Bo\"");
        output.ShouldContain("\"action\":\"update\"");
        (await File.ReadAllTextAsync(Path.Combine(folder.FullName, "RAID-Log-mine.yaml"))).ShouldContain("The lift is too small for the racks");
        folder.Delete(recursive: true);
    }

    private static async Task<(int Code, string Output)> Bash(string script, string folder)
    {
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", script])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = bash.StandardOutput.ReadToEndAsync();
        var errors = bash.StandardError.ReadToEndAsync();
        await bash.WaitForExitAsync();
        return (bash.ExitCode, await output + await errors);
    }

    [GeneratedRegex("```bash\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex BashBlocks();
}
