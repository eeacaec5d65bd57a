using BraidMgr.Api.Json;
using BraidMgr.Api.Pipeline;
using BraidMgr.Contracts.Accounts;

namespace BraidMgr.Api.Http;

/// <summary>POSTs that are repeated under their Idempotency-Key, where no organization's database keeps the answer.</summary>
internal static class Repeated
{
    /// <summary>Does it once: to the same request again its message is answered, and nothing is done.</summary>
    public static async Task<MessageAnswer> Once(this IKeptAnswersGrain kept, HttpContext http, Func<Task<string>> act)
    {
        if (http.Exchange().Idempotency is not { } key)
        {
            return new(await act());
        }

        if (await kept.Find(key) is { } before)
        {
            return new(before);
        }

        var message = await act();
        await kept.Keep(key, message);
        return new(message);
    }

    /// <summary>Signs in: tokens are never stored, so that the same request again gets new ones; another one under the key is refused.</summary>
    public static async Task<SignedIn> Anew(this IKeptAnswersGrain kept, HttpContext http, Func<Task<SignedIn>> act)
    {
        if (http.Exchange().Idempotency is not { } key)
        {
            return await act();
        }

        await kept.Find(key);
        var signedIn = await act();
        await kept.Keep(key, "");
        return signedIn;
    }
}
