using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace BraidMgr.Embedded;

/// <summary>Reads and writes stored state by the queries that the database itself holds for Orleans' AdoNet storage.</summary>
internal sealed class StateStore : IAsyncDisposable
{
    private const int MaxPoolSize = 4;

    private readonly EmbeddedStorageOptions _options;
    private readonly NpgsqlDataSource? _database;
    private volatile Dictionary<string, string>? _queries;

    public StateStore(IOptions<EmbeddedStorageOptions> options)
    {
        _options = options.Value;
        _database = _options.ConnectionString is { } connectionString
            ? NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = MaxPoolSize })
            : null;
    }

    /// <exception cref="InvalidOperationException">There is no storage of this name, or no database for it.</exception>
    public void Check(string? storageName)
    {
        if (storageName != _options.Name)
        {
            throw new InvalidOperationException(
                $"[PersistentState] names the storage \"{storageName ?? "Default"}\"; the silo has one, \"{_options.Name}\".");
        }

        if (_database is null)
        {
            throw new InvalidOperationException("[PersistentState] needs a database; set Engine:ConnectionString.");
        }
    }

    /// <summary>The stored bytes, null when there are none, and the record's version, null when there is no record.</summary>
    public async Task<(byte[]? Payload, int? Version)> ReadAsync(StateKey key, CancellationToken cancellationToken)
    {
        await using var command = await CommandAsync("ReadFromStorageKey", key, cancellationToken);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        return await rows.ReadAsync(cancellationToken) ? (rows["payloadbinary"] as byte[], rows["version"] as int?) : (null, null);
    }

    /// <summary>The new version; null or the one given when the record's version is another than that.</summary>
    public async Task<int?> WriteAsync(StateKey key, int? version, byte[] payload, CancellationToken cancellationToken)
    {
        await using var command = await CommandAsync("WriteToStorageKey", key, cancellationToken);
        command.Parameters.Add(new("GrainStateVersion", NpgsqlDbType.Integer) { Value = (object?)version ?? DBNull.Value });
        command.Parameters.Add(new("PayloadBinary", NpgsqlDbType.Bytea) { Value = payload });
        return await command.ExecuteScalarAsync(cancellationToken) as int?;
    }

    /// <summary>The new version; null when the record's version is another than the one given.</summary>
    public async Task<int?> ClearAsync(StateKey key, int? version, CancellationToken cancellationToken)
    {
        await using var command = await CommandAsync("ClearStorageKey", key, cancellationToken);
        command.Parameters.Add(new("GrainStateVersion", NpgsqlDbType.Integer) { Value = (object?)version ?? DBNull.Value });
        return await command.ExecuteScalarAsync(cancellationToken) as int?;
    }

    public ValueTask DisposeAsync() => _database?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<NpgsqlCommand> CommandAsync(string query, StateKey key, CancellationToken cancellationToken)
    {
        var queries = _queries ??= await LoadQueriesAsync(cancellationToken);
        var command = _database!.CreateCommand(queries[query]);
        command.Parameters.Add(new("GrainIdHash", key.IdHash));
        command.Parameters.Add(new("GrainIdN0", key.N0));
        command.Parameters.Add(new("GrainIdN1", key.N1));
        command.Parameters.Add(new("GrainTypeHash", key.NameHash));
        command.Parameters.Add(new("GrainTypeString", key.Name));
        command.Parameters.Add(new("GrainIdExtensionString", NpgsqlDbType.Varchar) { Value = (object?)key.Extension ?? DBNull.Value });
        command.Parameters.Add(new("ServiceId", _options.ServiceId));
        return command;
    }

    private async Task<Dictionary<string, string>> LoadQueriesAsync(CancellationToken cancellationToken)
    {
        await using var command = _database!.CreateCommand("select querykey, querytext from orleansquery where querykey like '%StorageKey'");
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var queries = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await rows.ReadAsync(cancellationToken))
        {
            queries[rows.GetString(0)] = rows.GetString(1);
        }

        return queries;
    }
}
