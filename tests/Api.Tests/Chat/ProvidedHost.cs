using BraidMgr.Api.Tests.Harness;

namespace BraidMgr.Api.Tests.Chat;

/// <summary>A host whose assistant is the provider's, with a stand-in for the provider.</summary>
public sealed class ProvidedHost : IAsyncLifetime
{
    /// <summary>Seconds after which the host gives a silent provider up.</summary>
    public const int SilenceSeconds = 4;

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"key-{Guid.NewGuid():N}");

    /// <summary>The key, which stands in a file.</summary>
    public string Key { get; } = $"sk-{Guid.NewGuid():N}";

    /// <summary>The stand-in.</summary>
    public ProviderStandIn Provider { get; private set; } = null!;

    /// <summary>The host.</summary>
    public BraidHost Host { get; private set; } = null!;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        await File.WriteAllTextAsync(_file, Key + "\n");
        Provider = await ProviderStandIn.StartAsync();
        Host = await BraidHost.StartAsync(settings:
        [
            ("BRAID__ASSISTANT__APIKEYFILE", _file),
            ("BRAID__ASSISTANT__URL", Provider.Address.ToString()),
            ("BRAID__ASSISTANT__MODEL", "a-model"),
            ("BRAID__ASSISTANT__MAXDATACHARACTERS", "20000"),
            ("BRAID__ASSISTANT__SILENCESECONDS", $"{SilenceSeconds}"),
            ("BRAID__ASSISTANT__RETRIES", "1"),
        ]);
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        await Host.DisposeAsync();
        await Provider.DisposeAsync();
        File.Delete(_file);
    }
}
