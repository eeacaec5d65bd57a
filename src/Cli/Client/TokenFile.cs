using System.Text.Json;
using System.Text.Json.Serialization;

namespace BraidMgr.Cli.Client;

/// <summary>A token that <c>braidmgr login</c> kept, per host, in a file that only its owner can read.</summary>
internal sealed partial class TokenFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _path = Environment.GetEnvironmentVariable("BRAIDMGR_TOKEN_FILE") is { Length: > 0 } path
        ? path
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify), "braidmgr", "token.json");

    /// <summary>The token for a host; null when there is none, or it has expired.</summary>
    public string? Find(string url)
    {
        try
        {
            var kept = JsonSerializer.Deserialize(File.ReadAllText(_path), TokenJson.Default.KeptToken);
            return kept?.Url == url && kept.Expires > DateTimeOffset.UtcNow ? kept.Token : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Keeps a token.</summary>
    public void Keep(string url, string token, DateTimeOffset expires)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        File.Delete(_path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using var file = new FileStream(_path, options);
        JsonSerializer.Serialize(file, new KeptToken(url, token, expires), TokenJson.Default.KeptToken);
    }

    /// <summary>Forgets it.</summary>
    public void Forget() => File.Delete(_path);

    /// <summary>What the file holds.</summary>
    internal sealed record KeptToken(string Url, string Token, DateTimeOffset Expires);

    [JsonSerializable(typeof(KeptToken))]
    private sealed partial class TokenJson : JsonSerializerContext;
}
