using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace BraidMgr.Fault.Tests.Harness;

/// <summary>Sends requests to one host; every answer is held against the <see cref="Conduct"/> that is expected.</summary>
internal sealed class Client(Uri address, Conduct conduct) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false })
    {
        BaseAddress = address,
        Timeout = conduct.Limit + TimeSpan.FromSeconds(5),
    };

    public Task<Answer> Get(Organization organization, string path, params int[] allowed) =>
        Send(HttpMethod.Get, organization.Token, path, null, null, allowed);

    public Task<Answer> Post(Organization organization, string path, object body, string? idempotencyKey, params int[] allowed) =>
        Send(HttpMethod.Post, organization.Token, path, body, KeyHeader(idempotencyKey), allowed);

    public Task<Answer> Patch(Organization organization, string path, object body, long ifMatch, params int[] allowed) =>
        Send(HttpMethod.Patch, organization.Token, path, body, ("If-Match", $"\"{ifMatch}\""), allowed);

    /// <summary>A request of nobody.</summary>
    public Task<Answer> Post(string path, object body, string? idempotencyKey = null, params int[] allowed) =>
        Send(HttpMethod.Post, null, path, body, KeyHeader(idempotencyKey), allowed.Length == 0 ? [201] : allowed);

    public void Dispose() => _http.Dispose();

    private static (string Name, string Value)? KeyHeader(string? key) => key is null ? null : ("Idempotency-Key", key);

    private async Task<Answer> Send(
        HttpMethod method, string? token, string path, object? body, (string Name, string Value)? header, int[] allowed)
    {
        using var request = new HttpRequestMessage(method, new Uri("/api/v1/" + path, UriKind.Relative));
        request.Content = body is null ? null : JsonContent.Create(body);
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        if (header is { } extra)
        {
            request.Headers.TryAddWithoutValidation(extra.Name, extra.Value);
        }

        var answer = await Send(request);
        conduct.Judge(answer, allowed);
        return answer;
    }

    private async Task<Answer> Send(HttpRequestMessage request)
    {
        var (started, clock) = (DateTime.UtcNow, Stopwatch.StartNew());
        var name = $"{request.Method} {request.RequestUri}";
        try
        {
            using var response = await _http.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            return new Answer(name, (int)response.StatusCode, text, response.Headers.RetryAfter?.ToString(), response.Headers.ETag?.Tag, started, clock.Elapsed);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or TaskCanceledException)
        {
            return new Answer(name, 0, error.Message, null, null, started, clock.Elapsed);
        }
    }
}
