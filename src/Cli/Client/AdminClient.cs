using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using BraidMgr.Contracts.Operations;

namespace BraidMgr.Cli.Client;

/// <summary>Speaks to the admin surface of a host as one operator; signs in when it has to.</summary>
internal sealed class AdminClient(string url, OperatorSecrets secrets, TokenFile tokens)
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(100) };
    private string? _token = tokens.Find(url);

    /// <summary>Signs in and keeps the token in a file, so that the commands after this one do not ask.</summary>
    public async Task<OperatorProfile> LoginAsync(CancellationToken cancellationToken)
    {
        var signedIn = await SignInAsync(cancellationToken);
        tokens.Keep(url, signedIn.AccessToken, DateTimeOffset.UtcNow.AddSeconds(signedIn.ExpiresIn - 30));
        return signedIn.Operator;
    }

    /// <summary>Asks for something.</summary>
    public Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, path, null, type, cancellationToken);

    /// <summary>Asks for something to be done; the body is JSON, null for none.</summary>
    public Task<T> PostAsync<T>(string path, string? body, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, path, body, type, cancellationToken);

    /// <summary>As <see cref="PostAsync{T}(string, string?, JsonTypeInfo{T}, CancellationToken)"/>, with a body of a type.</summary>
    public Task<T> PostAsync<TBody, T>(
        string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, path, JsonSerializer.Serialize(body, bodyType), type, cancellationToken);

    /// <summary>Any request that answers with JSON.</summary>
    public async Task<T> SendAsync<T>(HttpMethod method, string path, string? body, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        var text = await TextAsync(method, path, body, cancellationToken);
        return JsonSerializer.Deserialize(text, type) ?? throw new CliException(ExitCode.Failed, $"{method} {path} answered nothing");
    }

    private async Task<string> TextAsync(HttpMethod method, string path, string? body, CancellationToken cancellationToken)
    {
        var remembered = _token is not null;
        _token ??= (await SignInAsync(cancellationToken)).AccessToken;
        using var answer = await TrySendAsync(method, path, body, cancellationToken);
        if (answer.StatusCode == HttpStatusCode.Unauthorized && remembered)
        {
            // The kept token is of another installation, or its keys are gone.
            _token = null;
            return await TextAsync(method, path, body, cancellationToken);
        }

        return await ReadAsync(answer, $"{method} {path}", cancellationToken);
    }

    private async Task<OperatorSignedIn> SignInAsync(CancellationToken cancellationToken)
    {
        var json = JsonSerializer.Serialize(secrets.Find(), OperationsJson.Default.OperatorCredentials);
        using var answer = await TrySendAsync(HttpMethod.Post, "/admin/login", json, cancellationToken);
        var text = await ReadAsync(answer, "POST /admin/login", cancellationToken);
        return JsonSerializer.Deserialize(text, OperationsJson.Default.OperatorSignedIn)!;
    }

    private async Task<HttpResponseMessage> TrySendAsync(HttpMethod method, string path, string? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, Address(path));
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.Authorization = _token is null ? null : new AuthenticationHeaderValue("Bearer", _token);
        try
        {
            return await Http.SendAsync(request, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new CliException(ExitCode.Unreachable, $"{url} does not answer: {e.Message} (--url or BRAIDMGR_URL names the host; Admin:Url says where it listens)");
        }
    }

    private Uri Address(string path) => Uri.TryCreate(url, UriKind.Absolute, out var host)
        ? new Uri(host, path)
        : throw new CliException(ExitCode.Usage, $"--url: '{url}' is no address; it looks like http://127.0.0.1:8081");

    private static async Task<string> ReadAsync(HttpResponseMessage answer, string what, CancellationToken cancellationToken)
    {
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        if (answer.IsSuccessStatusCode)
        {
            return text;
        }

        var code = answer.StatusCode is HttpStatusCode.Unauthorized ? ExitCode.NotSignedIn
            : answer.StatusCode is HttpStatusCode.ServiceUnavailable ? ExitCode.Unreachable : ExitCode.Failed;
        throw new CliException(code, MessageOf(text) ?? $"{what} answered {(int)answer.StatusCode}: is this the admin surface of a BraidMgr host?");
    }

    private static string? MessageOf(string text)
    {
        try
        {
            using var body = JsonDocument.Parse(text);
            return body.RootElement.TryGetProperty("message", out var message) ? message.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
