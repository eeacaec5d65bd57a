using BraidMgr.Api.Json;
using BraidMgr.Api.Pipeline;
using BraidMgr.Contracts.Accounts;

namespace BraidMgr.Api.Http;

/// <summary>POSTs that are repeated under their Idempotency-Key, where no organization's database keeps the answer.</summary>
internal static class Repeated
{
    /// <summary>Does it once: to the same request again its message is answered, and nothing is done.</summary>
    public static Task<MessageAnswer> Once(this IKeptAnswersGrain kept, HttpContext http, Func<Task<string>> act) =>
        kept.Answer(http, async () => new MessageAnswer(await act()), answer => answer.Message, message => new MessageAnswer(message));

    /// <summary>Signs in: tokens are never stored, so that the same request again gets new ones; another one under the key is refused.</summary>
    public static Task<SignedIn> Anew(this IKeptAnswersGrain kept, HttpContext http, Func<Task<SignedIn>> act) =>
        kept.Answer(http, act, _ => "", _ => null);

    private static async Task<T> Answer<T>(
        this IKeptAnswersGrain kept, HttpContext http, Func<Task<T>> act, Func<T, string> keep, Func<string, T?> repeat)
        where T : class
    {
        if (http.Exchange().Idempotency is not { } key)
        {
            return await act();
        }

        if (await kept.Find(key) is { } before && repeat(before) is { } again)
        {
            return again;
        }

        var answer = await act();
        await kept.Keep(key, keep(answer));
        return answer;
    }
}
