using Orleans.Runtime;

namespace BraidMgr.Embedded;

/// <summary>One stored state of one grain.</summary>
internal sealed class PersistentState<TState>(Activation activation, string name, string? storageName) : IPersistentState<TState>
{
    public TState State { get; set; } = Activator.CreateInstance<TState>();

    public string? Etag { get; private set; }

    public bool RecordExists { get; private set; }

    public Task ReadStateAsync() => ReadStateAsync(CancellationToken.None);

    public Task WriteStateAsync() => WriteStateAsync(CancellationToken.None);

    public Task ClearStateAsync() => ClearStateAsync(CancellationToken.None);

    public Task ReadStateAsync(CancellationToken cancellationToken) => throw Missing();

    public Task WriteStateAsync(CancellationToken cancellationToken) => throw Missing();

    public Task ClearStateAsync(CancellationToken cancellationToken) => throw Missing();

    private InvalidOperationException Missing() =>
        new($"Grain {activation.GrainId} asks for stored state {name} in {storageName ?? "the default storage"}, and the silo has no connection string.");
}
