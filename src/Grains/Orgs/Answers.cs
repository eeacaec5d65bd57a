using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Orgs.Statements;

namespace BraidMgr.Grains.Orgs;

/// <summary>
/// Idempotency-Keys of one organization: the same key and body get the same answer and do nothing twice. The key is stored by the
/// change's own statement; this looks it up before and gives the stored answer again. Used from one grain's turns only.
/// </summary>
internal sealed class Answers(IOrgGrain org)
{
    private readonly KeyedTurns<(Guid UserId, string Key)> _turns = new();

    /// <summary>Makes a change, or gives its answer again when its key is known. CONFLICT when the key was used for something else.</summary>
    /// <param name="change">The change, whose key is looked up when it has one.</param>
    /// <param name="again">Makes the answer from the row as it was stored.</param>
    /// <param name="make">Makes the change.</param>
    public Task<T> Once<T>(Change change, Func<JsonText, T> again, Func<Task<T>> make) => change.Idempotency is { } key
        ? _turns.Run((change.Caller.UserId, key.Key), () => LookUpOrMake(change.Caller.UserId, key, again, make))
        : make();

    private async Task<T> LookUpOrMake<T>(Guid userId, IdempotencyKey key, Func<JsonText, T> again, Func<Task<T>> make)
    {
        if (await Find(userId, key) is { } row)
        {
            return again(row);
        }

        try
        {
            return await make();
        }
        catch (IdempotencyKeyUsedException)
        {
            // Another host was faster, or the key is older than a day and free again.
            if (await Find(userId, key) is { } other)
            {
                return again(other);
            }

            await org.Execute(new PurgeAnswers { Context = WriteContext.System });
            return await make();
        }
    }

    private async Task<JsonText?> Find(Guid userId, IdempotencyKey key)
    {
        if (await org.Query(new FindAnswer(userId, key.Key)) is not { } stored)
        {
            return null;
        }

        return stored.Route == key.Route && stored.BodySha256.AsSpan().SequenceEqual(key.BodySha256)
            ? stored.Row
            : throw Error.Conflict($"The Idempotency-Key {key.Key} was used for another request within the last 24 hours.");
    }
}
