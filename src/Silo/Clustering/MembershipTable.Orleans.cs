using BraidMgr.Silo.Hosting;
using Npgsql;

namespace BraidMgr.Silo.Clustering;

/// <summary>What the membership table says of a silo.</summary>
internal enum SiloState
{
    /// <summary>It is not there, or others declared it dead.</summary>
    Lost,

    /// <summary>It starts.</summary>
    Starts,

    /// <summary>It serves.</summary>
    Active,

    /// <summary>It stops or has stopped in good order.</summary>
    Left,
}

/// <summary>
/// Reads the cluster's membership table (the columns are the contract of Orleans' AdoNet clustering): a client of the cluster is
/// told by Orleans which silos are active, and not why one no longer is.
/// </summary>
internal sealed class MembershipTable(EngineOptions options)
{
    private const string Sql = """
        SELECT address || ':' || port || '@' || generation, status, coalesce(suspecttimes, '') <> '' AS suspected
          FROM orleansmembershiptable
         WHERE deploymentid = $1
        """;

    /// <summary>Every silo that the table knows, by its address and generation.</summary>
    public async Task<IReadOnlyDictionary<string, SiloState>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(options.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(Sql, connection) { Parameters = { new() { Value = options.ClusterId } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var silos = new Dictionary<string, SiloState>();
        while (await reader.ReadAsync(cancellationToken))
        {
            silos[reader.GetString(0)] = StateOf((SiloStatus)reader.GetInt32(1), suspected: reader.GetBoolean(2));
        }

        return silos;
    }

    // Whoever declares another dead writes down its suspicion; a silo that stops writes its own states.
    private static SiloState StateOf(SiloStatus status, bool suspected) => status switch
    {
        SiloStatus.Created or SiloStatus.Joining => SiloState.Starts,
        SiloStatus.Active => SiloState.Active,
        SiloStatus.ShuttingDown or SiloStatus.Stopping => SiloState.Left,
        SiloStatus.Dead when !suspected => SiloState.Left,
        _ => SiloState.Lost,
    };
}
