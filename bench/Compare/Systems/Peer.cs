using System.Diagnostics;
using System.Globalization;
using BraidMgr.Compare.Tools;

namespace BraidMgr.Compare.Systems;

/// <summary>One of bench/peers; both use the same databases and hold nothing in memory.</summary>
internal abstract class Peer(string name, string engine, int organizations) : HttpSystem(name, engine, organizations)
{
    private static readonly string OutFolder = Path.Combine(Handed.Scratch, "peers");

    public override string ReadyPath => "/";

    public override bool ResetsWhileServing => true;

    /// <summary>Makes the databases, once for all peers.</summary>
    public override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (File.Exists(Path.Combine(OutFolder, "tokens")))
        {
            return;
        }

        var settings = new Dictionary<string, string>
        {
            ["OUT"] = OutFolder,
            ["ORGS"] = Organizations.ToString(CultureInfo.InvariantCulture),
        };
        await Shell.RunAsync("bash", [Path.Combine(Handed.Bench, "peers", "setup.sh")], settings, cancellationToken);
    }

    public override Task<Target> SignInAsync(string baseUrl, int organizations, CancellationToken cancellationToken) =>
        Task.FromResult(new Target(baseUrl, Path.Combine(OutFolder, "tokens"), "", "page"));

    public override Task ResetAsync(CancellationToken cancellationToken) => ResetDatabasesAsync(cancellationToken);

    public static async Task ResetDatabasesAsync(CancellationToken cancellationToken)
    {
        for (var organization = 1; organization <= Plan.WarmUpOrganization; organization++)
        {
            var script = Path.Combine(Handed.Bench, "peers", "seed", "reset_org.sql");
            await Shell.PsqlAsync($"peer_org_{organization:000}", ["-f", script], cancellationToken);
        }
    }

    protected static ProcessStartInfo WithDatabase(ProcessStartInfo command)
    {
        command.Environment["PEER_PGHOST"] = Handed.Postgres("HOST");
        command.Environment["PEER_PGPORT"] = Handed.Postgres("PORT");
        return command;
    }
}

/// <summary>Plain ASP.NET Core and Npgsql.</summary>
internal sealed class DirectPeer(int organizations) : Peer("direct", "asp.net+npgsql", organizations)
{
    public override ProcessStartInfo Command(int port, bool another) =>
        WithDatabase(new ProcessStartInfo("dotnet", ["exec", Handed.Assembly("DIRECT"), "--urls", $"http://127.0.0.1:{port}"]));
}

/// <summary>FastAPI and asyncpg under uvicorn with a worker a core.</summary>
internal sealed class SeedPeer(int organizations) : Peer("seed", "fastapi+asyncpg", organizations)
{
    public override ProcessStartInfo Command(int port, bool another) =>
        WithDatabase(new ProcessStartInfo("bash", [Path.Combine(Handed.Bench, "peers", "seed", "serve.sh"), $"{Environment.ProcessorCount}", $"{port}"]));
}
