using System.Security.Cryptography;
using System.Text.Json;
using BraidMgr.Backups;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Files;
using BraidMgr.Contracts.Operations;
using BraidMgr.Grains.Operations.Backups;
using BraidMgr.Grains.Provisioning;
using BraidMgr.Grains.Tests.Accounts;
using BraidMgr.Storage;
using Npgsql;

namespace BraidMgr.Grains.Tests.Operations;

/// <summary>How long backups are kept, and with which keys they are opened, with the real pg_dump and pg_restore.</summary>
[Trait("Category", "Long")]
public sealed class BackupKeepingTests : IAsyncLifetime
{
    private readonly string _objects = Directory.CreateTempSubdirectory("braidmgr-kept-").FullName;
    private readonly List<GrainsHost> _hosts = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.DisposeAsync();
        }

        Directory.Delete(_objects, recursive: true);
    }

    [Fact]
    public async Task Old_backups_go_but_for_the_newest_and_for_the_one_that_is_being_restored()
    {
        var host = await Start(("Backup:KeepDays", "10"), ("Backup:KeepAtLeast", "2"));
        var org = await Organization(host);
        var oldest = await Make(host, org);
        var second = await Make(host, org);
        var third = await Make(host, org);
        (await Kept(host, org)).ShouldBe([third.Id, second.Id, oldest.Id], "none is old");

        host.Time.Advance(TimeSpan.FromDays(11));
        var restored = await Restore(host, org, oldest);
        restored.State.ShouldBe(RunState.Done, restored.ToString());
        var before = (await Kept(host, org))[0];
        (await Kept(host, org)).ShouldBe([before, third.Id, second.Id, oldest.Id], "a restore removes none");

        var fifth = await Make(host, await Again(host, org));
        (await Kept(host, org)).ShouldBe([fifth.Id, before]);
    }

    [Fact]
    public async Task A_backup_is_opened_with_the_key_of_its_id_also_after_another_is_used_and_not_without_it()
    {
        var (one, two) = (Key(), Key());
        var before = await Start(("Backup:Keys:one", one));
        var org = await Organization(before);
        var old = await Make(before, org);
        old.KeyId.ShouldBe("one");

        var both = await Start(("Backup:Keys:one", one), ("Backup:Keys:two", two), ("Backup:KeyId", "two"));
        (await Make(both, org)).KeyId.ShouldBe("two");
        await both.Service<OrganizationBackups>().Restore(org, old, DatabaseNames.Another(org.Slug), CancellationToken.None);

        var after = await Start(("Backup:Keys:two", two));
        var missing = await Should.ThrowAsync<BackupException>(
            () => after.Service<OrganizationBackups>().Restore(org, old, DatabaseNames.Another(org.Slug), CancellationToken.None));
        missing.Message.ShouldContain("encrypted with the key one");

        var wrong = await Start(("Backup:Keys:one", two));
        (await Should.ThrowAsync<BackupException>(
            () => wrong.Service<OrganizationBackups>().Restore(org, old, DatabaseNames.Another(org.Slug), CancellationToken.None))).Message.ShouldNotContain(one);
    }

    [Theory]
    [InlineData("update organizations set status = 'deleting' where id = $1")]
    [InlineData("delete from organizations where id = $1")]
    public async Task Of_an_organization_that_is_deleted_while_it_is_backed_up_nothing_of_that_is_kept(string deleted)
    {
        var host = await Start();
        var org = await Organization(host);
        await AddFile(host, org);
        var kept = await Make(host, org);
        var before = await Stored(host, org);
        before.Count.ShouldBe(4, "a manifest, a dump, a list of files, and one file");

        await AddFile(host, org);
        await host.Rows(deleted, org.Id);
        (await Should.ThrowAsync<BackupException>(() => Make(host, org))).Message.ShouldContain("deleted meanwhile");
        (await Stored(host, org)).ShouldBe(before, "what was there is the deletion's to remove");
        (await Kept(host, org)).ShouldBe([kept.Id]);
    }

    // Ids tell the second in which a backup was made, and stand in their order.
    private static Task AnotherSecond() => Task.Delay(1100);

    private static string Key() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private async Task<GrainsHost> Start(params (string Name, string Value)[] settings)
    {
        var host = _hosts is [var first, ..] ? await first.StartAnother(Set) : await StartFirst(Set);
        _hosts.Add(host);
        return host;

        void Set(IDictionary<string, string?> all)
        {
            all["Storage:Directory"] = _objects;
            foreach (var (name, value) in settings)
            {
                all[name] = value;
            }
        }
    }

    private static async Task<GrainsHost> StartFirst(Action<IDictionary<string, string?>> set)
    {
        var host = new GrainsHost(set);
        await host.InitializeAsync();
        return host;
    }

    private static async Task<OrgToBackUp> Organization(GrainsHost host)
    {
        var id = (await host.Register()).User.OrgId!.Value;
        var slug = (await host.Rows("select slug from organizations where id = $1", id)).ShouldHaveSingleItem();
        return (await host.Central.Run(session => session.OrgToBackUp(slug)))!;
    }

    private static async Task<OrgToBackUp> Again(GrainsHost host, OrgToBackUp org) => (await host.Central.Run(session => session.OrgToBackUp(org.Slug)))!;

    private static async Task<BackupManifest> Make(GrainsHost host, OrgToBackUp org)
    {
        await AnotherSecond();
        return await host.Service<OrganizationBackups>().Make(org, "by a test", CancellationToken.None);
    }

    // Its item does not matter, nor that it is there.
    private static async Task AddFile(GrainsHost host, OrgToBackUp org)
    {
        var (id, bytes) = (Guid.NewGuid(), "what is in it"u8.ToArray());
        await host.Service<IObjectStore>().Put(StorageKeys.Of(org.Id, id), new MemoryStream(bytes));
        await using var connection = new NpgsqlConnection(host.Server.ConnectionString(org.Database));
        await connection.OpenAsync();
        await using var insert = new NpgsqlCommand(
            $"""
            set session_replication_role = replica;
            insert into attachments (id, item_id, filename, content_type, size_bytes, sha256, storage_key)
            values ('{id}', gen_random_uuid(), 'f', 'text/plain', {bytes.Length}, decode('{Convert.ToHexString(SHA256.HashData(bytes))}', 'hex'), '{StorageKeys.Of(org.Id, id)}')
            """,
            connection);
        await insert.ExecuteNonQueryAsync();
    }

    private static async Task<List<string>> Stored(GrainsHost host, OrgToBackUp org)
    {
        var keys = new List<string>();
        foreach (var folder in new[] { "backups/", "backup-files/" })
        {
            await foreach (var stored in host.Service<IObjectStore>().List(folder + BackupStore.ScopeOf(org.Id)))
            {
                keys.Add(stored.Key);
            }
        }

        return keys;
    }

    private static async Task<List<string>> Kept(GrainsHost host, OrgToBackUp org) =>
        [.. (await host.Service<BackupStore>().List(BackupStore.ScopeOf(org.Id))).Select(b => b.Id)];

    private static async Task<Run> Restore(GrainsHost host, OrgToBackUp org, BackupManifest backup)
    {
        // It makes a backup first.
        await AnotherSecond();
        var id = Guid.CreateVersion7();
        var order = JsonSerializer.Serialize(new RestoreOrder(org.Slug, backup.Id, null), OperationsJson.Default.RestoreOrder);
        await host.Grains.Runs().Start(new RunOrder(id, "restore", $"organization {org.Slug}", order, "tests", null, "corr"));
        // The old database is dropped last: PostgreSQL first writes out what all tests beside this one left unwritten.
        return await host.EndOf(id);
    }
}
