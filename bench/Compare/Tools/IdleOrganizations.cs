using System.Globalization;

namespace BraidMgr.Compare.Tools;

/// <summary>
/// Organizations that exist and do nothing: each has its row in central and its own stamped database, a copy of the template. The copies
/// are made without fsync and without the journal, which would take most of the time and leaves nothing that is measured.
/// </summary>
internal sealed class IdleOrganizations(PostgresServer postgres)
{
    private const int AtOnce = 4;
    private const int Said = 500;

    /// <summary>Makes so many; no host runs meanwhile.</summary>
    public async Task MakeAsync(int count, CancellationToken cancellationToken)
    {
        await postgres.SetAsync("fsync", "off", cancellationToken);
        var server = postgres.Databases;
        var template = await server.EnsureTemplateAsync(cancellationToken);
        var made = 0;
        await Parallel.ForAsync(1, count + 1, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (n, stop) =>
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"braidmgr_org_idle_{n:00000}");
            await postgres.PsqlAsync("postgres", ["-c", $"CREATE DATABASE {name} OWNER braid_owner TEMPLATE {template} STRATEGY file_copy"], stop);
            await server.StampOrganizationAsync(name, Guid.Parse(string.Create(CultureInfo.InvariantCulture, $"00000000-0000-4000-a000-{n:x12}")), stop);
            if (Interlocked.Increment(ref made) is var so && so % Said == 0)
            {
                await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{so} of {count} databases"));
            }
        });
        await postgres.PsqlAsync("braidmgr_central", ["-c", RowsSql(count)], cancellationToken);
        await postgres.CheckpointAsync(cancellationToken);
        await postgres.SetAsync("fsync", "on", cancellationToken);
        await Shell.RunAsync("sync", [], null, cancellationToken);
    }

    // As a registration leaves them, but for an owner.
    private static string RowsSql(int count) => string.Create(CultureInfo.InvariantCulture, $"""
        INSERT INTO organizations (id, name, slug, database_name, database_server_id, status)
        SELECT ('00000000-0000-4000-a000-' || lpad(to_hex(n), 12, '0'))::uuid, 'Idle ' || n, 'idle-' || lpad(n::text, 5, '0'),
               'braidmgr_org_idle_' || lpad(n::text, 5, '0'), (SELECT id FROM database_servers LIMIT 1), 'active'
        FROM generate_series(1, {count}) n
        """);
}
