using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Storage;

namespace BraidMgr.Embedded;

/// <summary>One stored state of one grain, kept as JSON.</summary>
internal sealed class PersistentState<TState> : IPersistentState<TState>
{
    private readonly Activation _activation;
    private readonly StateStore _store;
    private readonly StateKey _key;
    private int? _version;

    public PersistentState(Activation activation, string name, string? storageName)
    {
        _activation = activation;
        _store = activation.Silo.Services.GetRequiredService<StateStore>();
        _store.Check(storageName);
        _key = StateKey.Of(activation.GrainId, name);
    }

    public TState State { get; set; } = Activator.CreateInstance<TState>();

    public string? Etag => _version?.ToString(CultureInfo.InvariantCulture);

    public bool RecordExists { get; private set; }

    public Task ReadStateAsync() => ReadStateAsync(CancellationToken.None);

    public Task WriteStateAsync() => WriteStateAsync(CancellationToken.None);

    public Task ClearStateAsync() => ClearStateAsync(CancellationToken.None);

    public async Task ReadStateAsync(CancellationToken cancellationToken)
    {
        (var payload, _version) = await _store.ReadAsync(_key, cancellationToken);
        RecordExists = payload is not null;
        State = (payload is null ? default : JsonSerializer.Deserialize<TState>(payload)) ?? Activator.CreateInstance<TState>();
    }

    public async Task WriteStateAsync(CancellationToken cancellationToken)
    {
        var payload = JsonSerializer.SerializeToUtf8Bytes(State);
        Accept("write", await _store.WriteAsync(_key, _version, payload, cancellationToken));
        RecordExists = true;
    }

    public async Task ClearStateAsync(CancellationToken cancellationToken)
    {
        if (_version is null)
        {
            await ReadStateAsync(cancellationToken);
        }

        if (RecordExists)
        {
            Accept("clear", await _store.ClearAsync(_key, _version, cancellationToken));
            RecordExists = false;
        }

        State = Activator.CreateInstance<TState>();
    }

    private void Accept(string operation, int? version)
    {
        if (version is null || version == _version)
        {
            throw new InconsistentStateException(
                $"Stored state {_key.Name} of grain {_activation.GrainId} changed since it was read; the {operation} of version {Etag} is refused.", null, Etag)
            {
                Origin = _activation,
            };
        }

        _version = version;
    }
}
