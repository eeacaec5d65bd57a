using System.Collections.Concurrent;
using System.Text.Json;

namespace BraidMgr.Fault.Tests.Harness;

/// <summary>
/// How a host has to answer while things fail: within 10 s, with a success or an error in the one shape, with Retry-After where
/// a client should come back, and never with 500.
/// </summary>
internal sealed class Conduct
{
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private readonly ConcurrentQueue<string> _breaches = new();
    private readonly ConcurrentDictionary<(string Method, int Status), int> _answers = new();

    /// <summary>How late an answer may be: a cluster first has to notice that one of its silos is gone.</summary>
    public TimeSpan Limit { get; set; } = Longest;

    /// <summary>Whether changes may be refused because they waited too long behind others: 429.</summary>
    public bool MayRefuse { get; set; }

    /// <summary>
    /// Whether a change that was answered with 503 may happen after its item was looked at: in a cluster it can be on its way still, in a
    /// silo that lives, when the one between dies. The next change, which expects the version before, is then refused with 412.
    /// </summary>
    public bool MayChangeLate { get; set; }

    /// <summary>While a host is being ended, requests that start after this moment may find nobody.</summary>
    public DateTime HostGoneFrom { get; set; } = DateTime.MaxValue;

    /// <summary>How often a status was answered; 0 stands for none.</summary>
    public int Count(int status) => _answers.Where(a => a.Key.Status == status).Sum(a => a.Value);

    /// <summary>How often a status was answered to requests of a method.</summary>
    public int Count(string method, int status) => _answers.GetValueOrDefault((method, status));

    /// <summary>Notes an answer that is not as it must be.</summary>
    public void Judge(Answer answer, int[] allowed)
    {
        _answers.AddOrUpdate((answer.Method, answer.Status), 1, (_, n) => n + 1);
        if (answer.IsLost)
        {
            Require(answer.Started >= HostGoneFrom, "no answer", answer);
            return;
        }

        Require(answer.Elapsed < Limit, "too late", answer);
        Require(answer.Status == 503 || (MayRefuse && answer.Status == 429) || allowed.Contains(answer.Status), "unexpected", answer);
        Require(answer.Status < 400 || HasErrorShape(answer), "not in the shape of errors", answer);
    }

    public void Breach(string what) => _breaches.Enqueue(what);

    /// <summary>Every answer was as it had to be.</summary>
    /// <param name="logs">What hosts wrote, shown beside the answers that were not.</param>
    public void ShouldBeGood(Func<string> logs) =>
        string.Join('\n', _breaches.Take(10)).ShouldBeEmpty(_breaches.IsEmpty ? "" : $"{_breaches.Count} breaches\n{logs()}");

    public override string ToString() => string.Join(", ", _answers.OrderBy(a => a.Key).Select(a => $"{a.Value} x {a.Key.Method} {a.Key.Status}"));

    private void Require(bool holds, string otherwise, Answer answer)
    {
        if (!holds)
        {
            Breach($"{otherwise}: {answer}");
        }
    }

    private static bool HasErrorShape(Answer answer)
    {
        try
        {
            var body = answer.Json;
            return body.GetProperty("error").GetString() == CodeOf(answer.Status)
                && body.GetProperty("message").GetString() is { Length: > 0 }
                && body.GetProperty("details").ValueKind == JsonValueKind.Object
                && body.GetProperty("correlation_id").GetString() is { Length: > 0 }
                && (answer.Status is not (429 or 503) || int.Parse(answer.RetryAfter!) >= 1);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or FormatException or ArgumentNullException)
        {
            return false;
        }
    }

    private static string CodeOf(int status) => status switch
    {
        409 => "CONFLICT",
        412 => "PRECONDITION_FAILED",
        429 => "RATE_LIMITED",
        503 => "UNAVAILABLE",
        _ => "another",
    };
}
