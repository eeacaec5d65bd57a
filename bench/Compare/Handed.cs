namespace BraidMgr.Compare;

/// <summary>What <c>braid bench</c> hands over in the environment.</summary>
internal static class Handed
{
    /// <summary>The folder bench/ of the repository.</summary>
    public static string Bench => Required("BENCH_FOLDER");

    /// <summary>A folder for tokens, ids and logs.</summary>
    public static string Scratch => Required("BENCH_SCRATCH");

    /// <summary>Orleans or Embedded.</summary>
    public static string Engine => Required("ActorEngine");

    /// <summary>The assembly of the host, of the operator's command, or of the direct peer.</summary>
    public static string Assembly(string name) => Required($"BENCH_{name}");

    /// <summary>The host built for the embedded engine, to be measured beside the chosen one; null where that is the embedded one.</summary>
    public static string? OtherHost => Optional("BENCH_OTHER_HOST");

    /// <summary>PGHOST, PGPORT, PGUSER or PGPASSWORD of the bench's PostgreSQL; psql and pgbench read them themselves.</summary>
    public static string Postgres(string name) => Required($"PG{name}");

    /// <summary>PORT or PASSWORD of the PostgreSQL that stands beside it for thousands of databases.</summary>
    public static string Crowded(string name) => Required($"BENCH_CROWDED_{name}");

    /// <summary>The python with the seed peer's packages; null where they are missing.</summary>
    public static string? Python => Optional("PEER_PYTHON");

    private static string? Optional(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static string Required(string name) =>
        Optional(name) ?? throw new InvalidOperationException($"{name} is not set; run ./braid bench, which sets it");
}
