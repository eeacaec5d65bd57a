using System.Net;
using System.Text.Json;
using BraidMgr.Contracts.Json;

namespace BraidMgr.Api.Tests.Harness;

/// <summary>An answer, read whole.</summary>
public sealed record ApiAnswer(HttpStatusCode Status, string Text, IReadOnlyDictionary<string, string> Headers, IReadOnlyList<string> Cookies)
{
    /// <summary>The status as a number.</summary>
    public int Code => (int)Status;

    /// <summary>The body as JSON.</summary>
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Text);

    /// <summary>The field <c>error</c>.</summary>
    public string Error => Json.GetProperty("error").GetString()!;

    /// <summary>A field of the body as text.</summary>
    public string this[string field] => Json.GetProperty(field).ToString();

    /// <summary>The body as one of the shapes of Contracts.</summary>
    public T As<T>() => (T)JsonSerializer.Deserialize(Text, BraidJson.Default.GetTypeInfo(typeof(T))!)!;

    /// <summary>Checks for success and returns the answer.</summary>
    public ApiAnswer Ok()
    {
        Code.ShouldBeInRange(200, 299, Text);
        return this;
    }

    /// <summary>Reads an answer whole.</summary>
    public static async Task<ApiAnswer> ReadAsync(HttpResponseMessage response)
    {
        var headers = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase);
        var cookies = response.Headers.TryGetValues("Set-Cookie", out var set) ? set.ToList() : [];
        return new ApiAnswer(response.StatusCode, await response.Content.ReadAsStringAsync(), headers, cookies);
    }
}
