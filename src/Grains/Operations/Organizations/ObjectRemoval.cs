using BraidMgr.Storage;

namespace BraidMgr.Grains.Operations.Organizations;

/// <summary>Removing many objects.</summary>
internal static class ObjectRemoval
{
    private const int AtOnce = 1000;

    /// <summary>Removes all whose keys begin with a prefix.</summary>
    public static async Task DeleteAll(this IObjectStore objects, string prefix, CancellationToken cancellationToken)
    {
        while (true)
        {
            // Listed and then removed: no store is asked to list what changes meanwhile.
            var keys = new List<string>();
            await foreach (var stored in objects.List(prefix, cancellationToken))
            {
                keys.Add(stored.Key);
                if (keys.Count == AtOnce)
                {
                    break;
                }
            }

            foreach (var key in keys)
            {
                await objects.Delete(key, cancellationToken);
            }

            if (keys.Count < AtOnce)
            {
                return;
            }
        }
    }
}
