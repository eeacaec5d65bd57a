using System.Diagnostics;
using System.Text.Json;

namespace BraidMgr.Api.Tests.Harness;

/// <summary><c>braidmgr</c> as an operator runs it, in a pipe.</summary>
public sealed record Braidmgr(int Code, string Output, string Error)
{
    /// <summary>The one value, or the last, that <c>--json</c> wrote.</summary>
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Output.Trim().Split('\n')[^1]);

    /// <summary>Runs it against a host as one operator.</summary>
    public static Task<Braidmgr> RunAsync(BraidHost host, Operator who, params string[] arguments) => RunAsync(
        new Dictionary<string, string>
        {
            ["BRAIDMGR_URL"] = host.AdminAddress.ToString(),
            ["BRAIDMGR_EMAIL"] = who.Email,
            ["BRAIDMGR_PASSWORD"] = Some.Password,
            ["BRAIDMGR_TOKEN_FILE"] = Path.Combine(Path.GetTempPath(), "braidmgr-token-" + Some.Suffix()),
        },
        arguments);

    /// <summary>Runs it with environment variables.</summary>
    public static async Task<Braidmgr> RunAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "braidmgr.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new Braidmgr(process.ExitCode, await output, error);
    }
}
