using BraidMgr.Schema;

namespace BraidMgr.Compare.Tools;

/// <summary>A PostgreSQL of the bench, with its superuser's credentials.</summary>
internal sealed record PostgresServer(string Host, string Port, string User, string Password)
{
    /// <summary>The one that everything is measured on.</summary>
    public static PostgresServer Own { get; } =
        new(Handed.Postgres("HOST"), Handed.Postgres("PORT"), Handed.Postgres("USER"), Handed.Postgres("PASSWORD"));

    /// <summary>Another beside it, for thousands of databases.</summary>
    public static PostgresServer Crowded => Own with { Port = Handed.Crowded("PORT"), Password = Handed.Crowded("PASSWORD") };

    /// <summary>The server for whoever makes organizations' databases.</summary>
    public DatabaseServer Databases => new(Connection("postgres"));

    /// <summary>A connection string of Npgsql to one of its databases.</summary>
    public string Connection(string database) => $"Host={Host};Port={Port};Username={User};Password={Password};Database={database}";

    /// <summary>psql on one of its databases.</summary>
    public Task<string> PsqlAsync(string database, IEnumerable<string> arguments, CancellationToken cancellationToken) => Shell.RunAsync(
        "psql", ["-qXAt", "-v", "ON_ERROR_STOP=1", "-d", database, .. arguments],
        new Dictionary<string, string> { ["PGHOST"] = Host, ["PGPORT"] = Port, ["PGUSER"] = User, ["PGPASSWORD"] = Password },
        cancellationToken);

    /// <summary>Sets one of its settings that a reload takes over.</summary>
    public Task SetAsync(string setting, string value, CancellationToken cancellationToken) =>
        PsqlAsync("postgres", ["-c", $"ALTER SYSTEM SET {setting} = {value}", "-c", "SELECT pg_reload_conf()"], cancellationToken);

    /// <summary>So that nothing measured next pays for what was written before.</summary>
    public Task CheckpointAsync(CancellationToken cancellationToken) => PsqlAsync("postgres", ["-c", "CHECKPOINT"], cancellationToken);
}
