using System.Diagnostics;
using System.Globalization;
using BraidMgr.Schema;
using Npgsql;

namespace BraidMgr.Compare.Tools;

/// <summary>Seconds for one added column in every organization's database.</summary>
/// <param name="Organizations">How many.</param>
/// <param name="BraidMgr">The migrator as a host runs it, eight at once, each database verified against a scratch build.</param>
/// <param name="AlembicProcesses">A process a database, eight at once, as the seed would; null where Alembic is missing.</param>
/// <param name="AlembicLoop">One process that loops; null where Alembic is missing.</param>
internal sealed record MigrationFigures(int Organizations, double BraidMgr, double? AlembicProcesses, double? AlembicLoop);

/// <summary>Migrates the same databases by each, round by round; in between all is put back as it was.</summary>
internal sealed class Migrations
{
    private const int AtOnce = 8;

    private static readonly MigrationSet Current = MigrationSet.Of(DatabaseKind.Org);

    private readonly List<(string Name, Guid Id)> _databases = [];
    private readonly int _rounds;
    private readonly DatabaseServer _server = PostgresServer.Own.Databases;

    private Migrations(int organizations, int rounds)
    {
        _rounds = rounds;
        for (var i = 0; i < organizations; i++)
        {
            _databases.Add((string.Create(CultureInfo.InvariantCulture, $"braidmgr_org_migrate_{i:000}"), Guid.NewGuid()));
        }
    }

    public static Task<MigrationFigures> MeasureAsync(Plan plan, CancellationToken cancellationToken) =>
        new Migrations(plan.Quick ? 40 : 200, plan.Rounds).RunAsync(cancellationToken);

    private async Task<MigrationFigures> RunAsync(CancellationToken cancellationToken)
    {
        await _server.EnsureRolesAsync("bench-" + Guid.NewGuid().ToString("N"), cancellationToken);
        await EachAsync(CreateAsync, cancellationToken);
        var python = await FindAlembicAsync(cancellationToken);
        List<double> ours = [], processes = [], loop = [];
        for (var round = 0; round < _rounds; round++)
        {
            ours.Add(await TimeAsync(OursAsync, cancellationToken));
            if (python is not null)
            {
                processes.Add(await TimeAsync(stop => EachAsync((database, token) => AlembicAsync(python, database.Name, token), stop), cancellationToken));
                loop.Add(await TimeAsync(stop => LoopAsync(python, stop), cancellationToken));
            }
        }

        await EachAsync((database, token) => _server.DropDatabaseAsync(database.Name, token), cancellationToken);
        return new MigrationFigures(
            _databases.Count, Ledger.Median(ours), processes.Count > 0 ? Ledger.Median(processes) : null, loop.Count > 0 ? Ledger.Median(loop) : null);
    }

    private async Task<double> TimeAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        await Database.CheckpointAsync(cancellationToken);
        var clock = Stopwatch.StartNew();
        await work(cancellationToken);
        var seconds = clock.Elapsed.TotalSeconds;
        await EachAsync(PutBackAsync, cancellationToken);
        return seconds;
    }

    private async Task OursAsync(CancellationToken cancellationToken)
    {
        var added = Migration.Parse(
            string.Create(CultureInfo.InvariantCulture, $"{Current.Version + 1:0000}_bench.sql"), "alter table items add column bench text");
        // A server's expected catalogue is found out once a run: its cost is counted.
        var schemas = new OrgSchemas(_server, new MigrationSet(DatabaseKind.Org, [.. Current.All, added]));
        await EachAsync((database, token) => schemas.MigrateAsync(database.Name, database.Id, token), cancellationToken);
    }

    private async Task CreateAsync((string Name, Guid Id) database, CancellationToken cancellationToken)
    {
        await _server.CreateDatabaseAsync(database.Name, cancellationToken);
        await _server.StampOrganizationAsync(database.Name, database.Id, cancellationToken);
    }

    private static Task<string> AlembicAsync(string python, string database, CancellationToken cancellationToken) => Shell.RunAsync(
        python, ["-m", "alembic.config", "-c", Path.Combine(Handed.Bench, "peers", "alembic", "alembic.ini"), "-x", "url=" + Url(database), "-x", "column=bench", "upgrade", "head"],
        null, cancellationToken);

    private Task<string> LoopAsync(string python, CancellationToken cancellationToken) => Shell.RunAsync(
        python, [Path.Combine(Handed.Bench, "peers", "alembic", "loop.py"), "bench", .. _databases.Select(d => Url(d.Name))], null, cancellationToken);

    private static string Url(string database) =>
        $"postgresql+psycopg2://{Handed.Postgres("USER")}:{Handed.Postgres("PASSWORD")}@{Handed.Postgres("HOST")}:{Handed.Postgres("PORT")}/{database}";

    private async Task PutBackAsync((string Name, Guid Id) database, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(_server.ConnectionString(database.Name));
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            string.Create(CultureInfo.InvariantCulture, $"""
                alter table items drop column bench;
                drop table if exists alembic_version_bench;
                delete from schema_migrations where version > {Current.Version};
                """), connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private Task EachAsync(Func<(string Name, Guid Id), CancellationToken, Task> work, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            _databases, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (database, token) => await work(database, token));

    private static async Task<string?> FindAlembicAsync(CancellationToken cancellationToken)
    {
        const string Python = "/usr/bin/python3";
        try
        {
            await Shell.RunAsync(Python, ["-c", "import alembic, psycopg2"], null, cancellationToken);
            return Python;
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            await Console.Error.WriteLineAsync("Alembic is left out: it needs Debian's alembic and python3-psycopg2");
            return null;
        }
    }
}
