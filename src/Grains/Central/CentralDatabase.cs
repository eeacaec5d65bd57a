using Microsoft.Extensions.Options;
using Npgsql;

namespace BraidMgr.Grains.Central;

/// <summary>The only door to the central database for serving: one pool, as the role <c>braid_app</c>.</summary>
public sealed class CentralDatabase : IAsyncDisposable
{
    /// <summary>Opens the pool; connections are made on demand.</summary>
    public CentralDatabase(IOptions<CentralOptions> central, IOptions<PostgresOptions> postgres)
    {
        var owner = new NpgsqlConnectionStringBuilder(central.Value.ConnectionString);
        Source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder
        {
            Host = owner.Host,
            Port = owner.Port,
            Database = owner.Database,
            Username = "braid_app",
            Password = postgres.Value.AppPassword,
            SslMode = owner.SslMode,
            ApplicationName = "braidmgr central",
            MaxPoolSize = 20,
            MaxAutoPrepare = 50,
            AutoPrepareMinUsages = 2,
        });
    }

    /// <summary>The pool.</summary>
    internal NpgsqlDataSource Source { get; }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Source.DisposeAsync();
}
