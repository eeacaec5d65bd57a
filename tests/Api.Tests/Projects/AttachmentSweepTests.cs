using BraidMgr.Api.Tests.Harness;
using BraidMgr.Contracts.Projects;
using BraidMgr.Testing;
using Npgsql;

namespace BraidMgr.Api.Tests.Projects;

/// <summary>A host is killed when an upload's bytes are stored and its item does not know of them yet.</summary>
[Trait("Category", "Long")]
public sealed class AttachmentSweepTests : IAsyncLifetime
{
    private readonly string _objects = Directory.CreateTempSubdirectory("braidmgr-sweep-").FullName;
    private BraidHost _host = null!;

    public async Task InitializeAsync() => _host = await BraidHost.StartAsync(null, ("BRAID__STORAGE__DIRECTORY", _objects));

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        if (Directory.Exists(_objects))
        {
            Directory.Delete(_objects, recursive: true);
        }
    }

    [Fact]
    public async Task The_next_host_removes_the_bytes_that_belong_to_nothing_and_only_those()
    {
        var slug = Some.Slug();
        using var ann = await Person.RegisterAsync(_host, slug: slug);
        var project = await ann.CreateProjectAsync();
        await ann.CreateItemAsync(project.Id);
        var path = $"projects/{project.Id}/items/1/attachments";
        var kept = (await ann.Api.Post(path, Form("kept"))).Ok().As<Attachment>();
        var orphan = await KillBetween(slug, () => ann.Api.Post(path, Form("lost")));

        await _host.StartAsync();
        using var again = _host.Client();
        again.Token = (await again.Post("auth/login", new { email = ann.Email, password = Some.Password })).Ok()["access_token"];
        (await again.Get(path)).Ok().As<AttachmentList>().Attachments.ShouldBe([kept]);
        await Eventually.Holds(() => !File.Exists(orphan));

        Files().Length.ShouldBe(1);
        (await again.Get($"{path}/{kept.Id}")).Ok().Text.ShouldBe("kept");
    }

    // The item's change waits for a lock, for a second at most; the host dies in it.
    private async Task<string> KillBetween(string slug, Func<Task<ApiAnswer>> upload)
    {
        var before = Files();
        var database = new NpgsqlConnectionStringBuilder(_host.Postgres.ConnectionString) { Database = "braidmgr_org_" + slug }.ConnectionString;
        await using var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var locking = new NpgsqlCommand("lock table attachments in exclusive mode", connection, transaction);
        await locking.ExecuteNonQueryAsync();

        var uploading = Record.ExceptionAsync(upload);
        await Eventually.Holds(() => Files().Length > before.Length);
        await _host.KillAsync();
        (await uploading).ShouldNotBeNull("nobody answered");

        // PostgreSQL does not see that the host is gone while its statement waits, and lets that fail within a second.
        await using var waiting = new NpgsqlCommand("select count(*)::int from pg_locks where relation = 'attachments'::regclass and not granted", connection, transaction);
        while ((int)(await waiting.ExecuteScalarAsync())! > 0)
        {
            await Task.Delay(10);
        }

        await transaction.RollbackAsync();

        // What is younger than an hour may be on its way.
        var orphan = Files().Except(before).ShouldHaveSingleItem();
        Files().ToList().ForEach(file => File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddHours(-2)));
        return orphan;
    }

    private string[] Files() => Directory.Exists(Path.Combine(_objects, "files"))
        ? Directory.GetFiles(Path.Combine(_objects, "files"), "*", SearchOption.AllDirectories)
        : [];

    private static MultipartFormDataContent Form(string text) => new() { { new StringContent(text), "file", text + ".txt" } };
}
