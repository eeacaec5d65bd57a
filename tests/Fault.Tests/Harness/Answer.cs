using System.Text.Json;

namespace BraidMgr.Fault.Tests.Harness;

/// <summary>What became of a request: an answer, or none (status 0) when the connection was lost or nobody answered in time.</summary>
internal sealed record Answer(string Request, int Status, string Text, string? RetryAfter, string? ETag, DateTime Started, TimeSpan Elapsed)
{
    public string Method => Request[..Request.IndexOf(' ', StringComparison.Ordinal)];

    public bool IsLost => Status == 0;

    public bool IsSuccess => Status is >= 200 and < 300;

    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Text);

    public Guid Id => Json.GetProperty("id").GetGuid();

    public int ItemNum => Json.GetProperty("item_num").GetInt32();

    public long Version => Json.GetProperty("version").GetInt64();

    public string Title => Json.GetProperty("title").GetString()!;

    /// <summary>The field <c>error</c>.</summary>
    public string Error => Json.GetProperty("error").GetString()!;

    public Answer Ok() => IsSuccess ? this : throw new InvalidOperationException($"{Request}: {Status} {Text}");

    public override string ToString() => $"{Request} from {Started:HH:mm:ss.fff} took {Elapsed.TotalSeconds:F2} s: {Status} {Text}";
}
