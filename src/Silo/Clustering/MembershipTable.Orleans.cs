using BraidMgr.Silo.Hosting;
using Npgsql;

namespace BraidMgr.Silo.Clustering;

/// <summary>What the membership table says of a silo.</summary>
internal enum SiloState
{
    /// <summary>It starts.</summary>
    Starts,

    /// <summary>It serves.</summary>
    Active,

    /// <summary>It stops in good order.</summary>
    Stops,

    /// <summary>It has stopped in good order, or others have declared it dead.</summary>
    Dead,
}

/// <summary>A silo in the membership table.</summary>
/// <param name="State">How it stands.</param>
/// <param name="Suspicions">Who of the others suspected it, and when; empty when nobody did. Also one that lives may have been suspected.</param>
internal readonly record struct SiloEntry(SiloState State, string Suspicions);

/// <summary>
/// Reads the cluster's membership table (the columns are the contract of Orleans' AdoNet clustering): a client of the cluster is
/// told by Orleans which silos are active, and not why one no longer is.
/// </summary>
internal sealed class MembershipTable(EngineOptions options)
{
    private const string Sql = """
        SELECT address || ':' || port || '@' || generation, status, coalesce(suspecttimes, '')
          FROM orleansmembershiptable
         WHERE deploymentid = $1
        """;

    /// <summary>Every silo that the table knows, by its address and generation.</summary>
    public async Task<IReadOnlyDictionary<string, SiloEntry>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(options.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(Sql, connection) { Parameters = { new() { Value = options.ClusterId } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var silos = new Dictionary<string, SiloEntry>();
        while (await reader.ReadAsync(cancellationToken))
        {
            silos[reader.GetString(0)] = new(StateOf((SiloStatus)reader.GetInt32(1)), reader.GetString(2));
        }

        return silos;
    }

    private static SiloState StateOf(SiloStatus status) => status switch
    {
        SiloStatus.Created or SiloStatus.Joining => SiloState.Starts,
        SiloStatus.Active => SiloState.Active,
        SiloStatus.ShuttingDown or SiloStatus.Stopping => SiloState.Stops,
        _ => SiloState.Dead,
    };
}
