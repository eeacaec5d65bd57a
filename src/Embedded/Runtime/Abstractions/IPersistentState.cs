using Orleans.Core;

namespace Orleans.Core
{
    /// <summary>Stored state of one grain.</summary>
    public interface IStorage
    {
        /// <summary>The version of the stored record as last read or written; null when there is none.</summary>
        string? Etag { get; }

        bool RecordExists { get; }

        Task ReadStateAsync();

        /// <exception cref="Orleans.Storage.InconsistentStateException">The record changed since it was read.</exception>
        Task WriteStateAsync();

        /// <exception cref="Orleans.Storage.InconsistentStateException">The record changed since it was read.</exception>
        Task ClearStateAsync();

        Task ReadStateAsync(CancellationToken cancellationToken);

        Task WriteStateAsync(CancellationToken cancellationToken);

        Task ClearStateAsync(CancellationToken cancellationToken);
    }

    /// <summary>Stored state of one grain, with its value.</summary>
    public interface IStorage<TState> : IStorage
    {
        TState State { get; set; }
    }
}

namespace Orleans.Runtime
{
    /// <summary>Stored state that is read before OnActivateAsync and written when the grain says so.</summary>
    public interface IPersistentState<TState> : IStorage<TState>;

    /// <summary>Asks, on a constructor parameter of type <see cref="IPersistentState{T}"/>, for stored state of this name.</summary>
    [AttributeUsage(AttributeTargets.Parameter)]
    public sealed class PersistentStateAttribute(string stateName, string? storageName = null) : Attribute
    {
        public string StateName { get; } = stateName;

        public string? StorageName { get; } = storageName;
    }
}
