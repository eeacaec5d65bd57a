namespace BraidMgr.Grains.Assistant.Provider;

/// <summary>How the provider is spoken to.</summary>
internal sealed class ProviderConnection : DelegatingHandler
{
    // An asker waits for an answer, not for a quota.
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(3);

    private ProviderConnection(HttpMessageHandler inner)
        : base(inner)
    {
    }

    /// <summary>A client without a limit of its own. It follows no redirect: the key would go to wherever that leads.</summary>
    public static HttpClient Open() =>
        new(new ProviderConnection(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) }))
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };

    /// <summary>Tells the SDK not to try again where the provider asks for a longer pause than an asker would wait.</summary>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode && response.Headers.RetryAfter is { } pause && (pause.Delta ?? TimeSpan.MaxValue) > LongestPause)
        {
            response.Headers.Remove("x-should-retry");
            response.Headers.Add("x-should-retry", "false");
        }

        return response;
    }
}
