using Orleans;
using Orleans.Runtime;

namespace BraidMgr.Embedded;

/// <summary>Makes references to grains and observers; the silo's <see cref="IGrainFactory"/>.</summary>
internal sealed class References(EmbeddedSilo silo) : IClusterClient
{
    public IServiceProvider ServiceProvider => silo.Services;

    public TGrainInterface GetGrain<TGrainInterface>(Guid primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithGuidKey => Get<TGrainInterface>(GrainIdKeyExtensions.CreateGuidKey(primaryKey), grainClassNamePrefix);

    public TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithIntegerKey =>
        Get<TGrainInterface>(GrainIdKeyExtensions.CreateIntegerKey(primaryKey), grainClassNamePrefix);

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(primaryKey);
        return Get<TGrainInterface>(IdSpan.Create(primaryKey), grainClassNamePrefix);
    }

    public TGrainInterface GetGrain<TGrainInterface>(Guid primaryKey, string keyExtension, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithGuidCompoundKey
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(keyExtension);
        return Get<TGrainInterface>(GrainIdKeyExtensions.CreateGuidKey(primaryKey, keyExtension), grainClassNamePrefix);
    }

    public TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string keyExtension, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithIntegerCompoundKey
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(keyExtension);
        return Get<TGrainInterface>(GrainIdKeyExtensions.CreateIntegerKey(primaryKey, keyExtension), grainClassNamePrefix);
    }

    public TGrainInterface GetGrain<TGrainInterface>(GrainId grainId)
        where TGrainInterface : IAddressable => Get<TGrainInterface>(grainId);

    public TGrainObserverInterface CreateObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver
    {
        ArgumentNullException.ThrowIfNull(obj);
        if (obj is GrainReference or IGrainBase)
        {
            throw new ArgumentException("A grain or a reference needs no object reference: pass it on as it is.", nameof(obj));
        }

        var observer = new Observer(silo, obj);
        return Get<TGrainObserverInterface>(new ReferenceSeed(silo, observer.Id, observer));
    }

    public void DeleteObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver
    {
        var reference = obj as GrainReference;
        var observer = reference?.Observer ?? throw new ArgumentException("The argument is not a reference made by CreateObjectReference.", nameof(obj));
        observer.Delete();
    }

    public T Get<T>(GrainId grainId) => Get<T>(new ReferenceSeed(silo, grainId));

    public T Get<T>(ReferenceSeed seed) => (T)(object)silo.Manifest.InterfaceOf(typeof(T)).CreateProxy(seed);

    private T Get<T>(IdSpan key, string? classNamePrefix)
    {
        var grainInterface = silo.Manifest.InterfaceOf(typeof(T));
        var grainId = GrainId.Create(grainInterface.Resolve(classNamePrefix), key);
        return (T)(object)grainInterface.CreateProxy(new ReferenceSeed(silo, grainId));
    }
}
