using System.Text;
using BraidMgr.Api.Tests.Harness;
using BraidMgr.Contracts.Projects;
using Npgsql;

namespace BraidMgr.Api.Tests.Projects;

/// <summary>kill -9 of the host while it imports a file of thousands of items: all of it is there then, or nothing.</summary>
[Trait("Category", "Long")]
public sealed class ImportKilledTests : IAsyncLifetime
{
    private const int Items = 8000;

    private static readonly (string, string) Key = ("Idempotency-Key", "import");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _slug = Some.Slug();
    private BraidHost _host = null!;
    private NpgsqlDataSource _database = null!;

    public async Task InitializeAsync()
    {
        _host = await BraidHost.StartAsync();
        var connection = new NpgsqlConnectionStringBuilder(_host.Postgres.ConnectionString) { Database = "braidmgr_org_" + _slug };
        _database = NpgsqlDataSource.Create(connection.ConnectionString);
    }

    public async Task DisposeAsync()
    {
        await _database.DisposeAsync();
        await _host.DisposeAsync();
    }

    // In the middle of the items, between them and what refers to them, and where the last statement makes all of it visible.
    [Theory]
    [InlineData("items", 1, Items - 1, false)]
    [InlineData("items", Items, Items, false)]
    [InlineData("item_dependencies", Items - 1, Items - 1, true)]
    public async Task All_of_it_is_there_or_nothing_what_is_left_is_swept_and_a_retry_imports_it_once(string rows, int from, int to, bool mayBeThere)
    {
        using var ann = await Person.RegisterAsync(_host, slug: _slug);
        var file = SomeFile.Of(Items);
        var importing = Record.ExceptionAsync(() => Import(ann, file));
        var killedAt = Random.Shared.Next(from, to + 1);
        await Until(async () => await Count(rows) >= killedAt);
        var project = (Guid)(await Scalar("select id from projects"))!;
        await _host.KillAsync();
        (await importing).ShouldNotBeNull("nobody answered");

        await _host.StartAsync();
        var total = await Total(ann, "projects");
        total.ShouldBeInRange(0, mayBeThere ? 1 : 0);
        await (total == 0 ? IsSwept(ann, project) : Task.CompletedTask);

        var report = (await Import(ann, file)).Ok().As<ImportReport>();
        (await Import(ann, file)).Ok().As<ImportReport>().Project!.Id.ShouldBe(report.Project!.Id);
        (await Total(ann, "projects")).ShouldBe(1);
        (await Total(ann, $"projects/{report.Project.Id}/items?limit=1")).ShouldBe(Items);
        (await Count("items"), await Count("item_notes"), await Count("item_dependencies")).ShouldBe((Items, Items, Items - 1));
        // The project, its admin's role, and all that is in it.
        (await Count("audit_log where action = 'import'")).ShouldBe(2 + (3 * Items) - 1);
    }

    // The organization's first use sweeps it: no import has to come first.
    private async Task IsSwept(Person ann, Guid project)
    {
        (await ann.Api.Get($"projects/{project}")).ShouldFail(404);
        (await ann.Api.Get("search?q=valve")).Ok().Text.ShouldNotContain("Valve");
        await Until(async () => await Count("projects") + await Count("items") + await Count("item_notes") + await Count("item_dependencies") == 0);
        (await Count("audit_log where action = 'import'")).ShouldBe(0);
    }

    private static Task<ApiAnswer> Import(Person person, string yaml) =>
        person.Api.Send(HttpMethod.Post, "projects/import", new StringContent(yaml, Encoding.UTF8, "application/yaml"), Key);

    private static async Task<int> Total(Person person, string path) => (await person.Api.Get(path)).Ok().Json.GetProperty("total").GetInt32();

    private async Task<int> Count(string rows) => (int)(await Scalar($"select count(*)::int from {rows}"))!;

    private async Task<object?> Scalar(string sql)
    {
        await using var command = _database.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    private static async Task Until(Func<Task<bool>> holds)
    {
        for (var until = DateTime.UtcNow + Patience; !await holds();)
        {
            (DateTime.UtcNow < until).ShouldBeTrue();
            await Task.Delay(10);
        }
    }
}
