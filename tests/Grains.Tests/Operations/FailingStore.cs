using BraidMgr.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace BraidMgr.Grains.Tests.Operations;

/// <summary>The store of a host, which refuses to list or remove backups while a test wants so.</summary>
internal sealed class FailingStore(IObjectStore store, FailingStore.Failures failures) : IObjectStore
{
    /// <summary>Puts it in front of the host's.</summary>
    public static void Add(IServiceCollection services, Failures failures)
    {
        var real = services.Last(s => s.ServiceType == typeof(IObjectStore)).ImplementationFactory!;
        services.AddSingleton<IObjectStore>(provider => new FailingStore((IObjectStore)real(provider), failures));
    }

    public Task<WrittenObject> Put(string key, Stream content, CancellationToken cancellationToken = default) => store.Put(key, content, cancellationToken);

    public Task<Stream?> OpenRead(string key, long offset = 0, long? length = null, CancellationToken cancellationToken = default) =>
        store.OpenRead(key, offset, length, cancellationToken);

    public Task<ObjectInfo?> Find(string key, CancellationToken cancellationToken = default) => store.Find(key, cancellationToken);

    public Task Delete(string key, CancellationToken cancellationToken = default)
    {
        failures.Refuse(key);
        return store.Delete(key, cancellationToken);
    }

    public IAsyncEnumerable<ObjectInfo> List(string prefix, CancellationToken cancellationToken = default)
    {
        failures.Refuse(prefix);
        return store.List(prefix, cancellationToken);
    }

    /// <summary>How often it is still refused.</summary>
    internal sealed class Failures
    {
        public int Left { get; set; }

        // What else a host looks after in its store is let alone.
        public void Refuse(string key)
        {
            if (key.StartsWith("backups/", StringComparison.Ordinal) && Left-- > 0)
            {
                throw new ObjectStoreException("The store is away.", new IOException());
            }
        }
    }
}
