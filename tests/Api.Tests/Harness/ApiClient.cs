using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;

namespace BraidMgr.Api.Tests.Harness;

/// <summary>Talks to a host over HTTP as one person, or as nobody. Paths are below /api/v1 unless they begin with a slash.</summary>
public sealed class ApiClient : IDisposable
{
    private readonly HttpClient _http;

    /// <summary>A client that is not signed in.</summary>
    public ApiClient(Uri address) => _http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
    {
        BaseAddress = address,
        Timeout = TimeSpan.FromSeconds(90),
    };

    /// <summary>The bearer token that goes with every request; null for nobody.</summary>
    public string? Token { get; set; }

    /// <summary>GET.</summary>
    public Task<ApiAnswer> Get(string path, params (string Name, string Value)[] headers) => Send(HttpMethod.Get, path, null, headers);

    /// <summary>POST with a JSON body; null for none.</summary>
    public Task<ApiAnswer> Post(string path, object? body = null, params (string Name, string Value)[] headers) =>
        Send(HttpMethod.Post, path, ToContent(body), headers);

    /// <summary>PUT with a JSON body.</summary>
    public Task<ApiAnswer> Put(string path, object? body, params (string Name, string Value)[] headers) =>
        Send(HttpMethod.Put, path, ToContent(body), headers);

    /// <summary>PATCH with a JSON body.</summary>
    public Task<ApiAnswer> Patch(string path, object? body, params (string Name, string Value)[] headers) =>
        Send(HttpMethod.Patch, path, ToContent(body), headers);

    /// <summary>DELETE.</summary>
    public Task<ApiAnswer> Delete(string path, params (string Name, string Value)[] headers) => Send(HttpMethod.Delete, path, null, headers);

    /// <summary>Any request.</summary>
    public async Task<ApiAnswer> Send(HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        var address = path.StartsWith('/') ? path : "/api/v1/" + path;
        using var request = new HttpRequestMessage(method, new Uri(address, UriKind.Relative)) { Content = content };
        if (Token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await _http.SendAsync(request);
        return await ApiAnswer.ReadAsync(response);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    // A text is sent as it is, so that tests can send what no serializer would write.
    private static HttpContent? ToContent(object? body) => body switch
    {
        null => null,
        HttpContent content => content,
        string json => new StringContent(json, Encoding.UTF8, "application/json"),
        _ => JsonContent.Create(body),
    };
}
