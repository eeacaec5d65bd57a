using System.CommandLine;
using BraidMgr.Backups;
using BraidMgr.Contracts.Operations;
using BraidMgr.Schema;
using BraidMgr.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace BraidMgr.Cli.Commands;

/// <summary><c>braidmgr central restore</c>: needs no host, but the hosts' settings of storage and keys, from the same environment variables.</summary>
internal static class CentralRestoreCommand
{
    private const string Prefix = "BRAID__";

    private static readonly Option<string?> At = new("--at") { Description = "The backup's id; without it, or where there is none of it, they are listed.", HelpName = "ID" };

    private static readonly Option<bool> Force = new("--force") { Description = "Go on though hosts are connected, to be restarted afterwards, and though moves, deletions or runs are under way, which are forgotten." };

    internal static Command Create() =>
        new Command("restore", "Restore a backup of the central database in its place; stop the hosts first. Needs the hosts' environment, no host.")
        {
            At, Force, Central.Connection,
        }.Does(call => Central.Try(call, async connection =>
        {
            try
            {
                var settings = new ConfigurationBuilder().AddEnvironmentVariables(Prefix).Build();
                var (backups, store) = Backups(settings);
                var restore = new CentralRestore(backups, connection, (host, port) => Server(settings, connection, host, port));
                Tell(call, await restore.Run(await Choose(call, store), call.Get(Force), call.Screen.Say, call.CancellationToken));
            }
            catch (Exception e) when (e is BackupException or ObjectStoreException)
            {
                throw new CliException(ExitCode.Failed, e.Message);
            }
        }));

    private static void Tell(Invocation call, CentralRestored done)
    {
        call.Screen.Say(done.Old is null ? "there was no live database" : $"what was there is {done.Old} now; drop it when nobody misses anything");
        call.Screen.Say(done.Known
            ? "nobody has access again who lost it since; everybody signs in anew"
            : "the live database could not be read: who lost access since the backup has it again, look at the members");
        foreach (var place in done.Places)
        {
            call.Screen.Say(place);
        }
    }

    // The host, which lists them else, does not start without its central database.
    private static async Task<BackupManifest> Choose(Invocation call, BackupStore store)
    {
        var all = await store.List(BackupStore.Central, call.CancellationToken);
        if (all.Find(b => b.Id == call.Get(At)) is { } chosen)
        {
            return chosen;
        }

        BackupCommands.Show(call, new BackupList(
            [.. all.Select(b => new Backup(b.Id, b.TakenAt, b.Reason, b.SchemaVersion, b.KeyId, b.Size, b.Rows, b.Sha256))], all.Count));
        throw call.Get(At) is { } unknown
            ? new CliException(ExitCode.Failed, $"there is no backup {unknown} of the central database in the store")
            : new CliException(ExitCode.Usage, "name one of these backups with --at");
    }

    private static (DatabaseBackups Backups, BackupStore Store) Backups(IConfiguration settings)
    {
        var objects = new ServiceCollection().AddBraidMgrStorage(settings).BuildServiceProvider().GetRequiredService<IObjectStore>();
        var options = settings.GetSection("Backup").Get<BackupOptions>() ?? new BackupOptions();
        var keys = new BackupKeys(options, Master(settings));
        var files = new BackedUpFiles(objects, keys);
        var store = new BackupStore(objects, files);
        return (new DatabaseBackups(store, files, keys, options), store);
    }

    // As hosts find a server's credentials: its own where there are some, else the central one's.
    private static DatabaseServer Server(IConfiguration settings, string central, string host, int port)
    {
        foreach (var server in settings.GetSection("Postgres:Servers").GetChildren())
        {
            var own = new NpgsqlConnectionStringBuilder(server["ConnectionString"] ?? File.ReadAllText(server["ConnectionStringFile"] ?? "").Trim());
            if ((own.Host, own.Port) == (host, port))
            {
                return new DatabaseServer(own.ConnectionString);
            }
        }

        return new DatabaseServer(new NpgsqlConnectionStringBuilder(central) { Host = host, Port = port }.ConnectionString);
    }

    private static byte[] Master(IConfiguration settings)
    {
        var text = settings["Keys:Master"] is { Length: > 0 } key ? key : settings["Keys:MasterFile"] is { Length: > 0 } file && File.Exists(file) ? File.ReadAllText(file) : "";
        try
        {
            return text.Length > 0
                ? Convert.FromBase64String(text.Trim())
                : throw new CliException(ExitCode.Usage, $"set {Prefix}KEYS__MASTER or {Prefix}KEYS__MASTERFILE, as the hosts have it");
        }
        catch (FormatException)
        {
            throw new CliException(ExitCode.Usage, $"{Prefix}KEYS__MASTER is not base64");
        }
    }
}
