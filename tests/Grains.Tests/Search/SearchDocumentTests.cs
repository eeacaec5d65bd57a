using System.Text.Json;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Accounts;
using BraidMgr.Contracts.Files;
using BraidMgr.Contracts.Json;
using BraidMgr.Contracts.Projects;
using BraidMgr.Contracts.Search;
using BraidMgr.Grains.Provisioning;
using BraidMgr.Grains.Tests.Accounts;
using BraidMgr.Testing;
using Npgsql;

namespace BraidMgr.Grains.Tests.Search;

/// <summary>
/// The documents that searches read where nothing is pending: they follow every change of what they were made of. (A search with few
/// changes pending reads those from their texts.)
/// </summary>
[Collection(SharedGrains.Name)]
public sealed class SearchDocumentTests(GrainsHost host) : IAsyncLifetime
{
    private static readonly ItemRef First = ItemRef.Parse("1");

    private readonly string _slug = Somebody.Slug();
    private SignedIn _ann = null!;
    private NpgsqlConnection _database = null!;
    private IProjectGrain _project = null!;

    private Guid Organization => _ann.Caller().OrganizationId;

    public async Task InitializeAsync()
    {
        _ann = await host.Register(slug: _slug);
        var created = await host.Grains.Projects(Organization).Create(_ann.Change(), new ProjectInput { Name = "Apollo" });
        _project = host.Grains.Project(Organization, JsonSerializer.Deserialize(created.Json, BraidJson.Default.Project)!.Id);
        _database = new NpgsqlConnection(host.Server.ConnectionString(DatabaseNames.Of(_slug)));
        await _database.OpenAsync();
        await _project.CreateItem(_ann.Change(), new ItemInput { Type = ItemType.Risk, Title = "Valves leak", Description = "near the tank" });
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Items_notes_and_names_of_files_come_in_change_and_leave()
    {
        var note = await _project.AddNote(_ann.Change(), First, new NoteInput("Gaskets ordered", null));
        var file = await AddFile("Thrust-curve_v2.txt");
        await Index();
        (await Documents()).ShouldBe(["attachment", "item", "note"]);
        await Finds("valve", "tank", "gasket", "thrust");

        await _project.UpdateItem(_ann.Change(), First, new ItemInput { Title = "Nozzle bends" }, null);
        await _project.UpdateNote(_ann.Change(), First, note.Id, new NoteInput("Seals ordered", null));
        await Index();
        await Finds("nozzle", "tank", "seal", "thrust");
        await FindsNothing("valve", "gasket");

        await _project.DeleteNote(_ann.Change(), First, note.Id);
        await _project.DeleteAttachment(_ann.Change(), First, file);
        await Index();
        (await Documents()).ShouldBe(["item"]);
        await FindsNothing("seal", "thrust");
    }

    [Fact]
    public async Task Those_of_a_deleted_item_leave_with_it_and_come_back_with_it()
    {
        await _project.AddNote(_ann.Change(), First, new NoteInput("Gaskets ordered", null));
        await AddFile("Thrust-curve_v2.txt");
        await Index();

        await _project.DeleteItem(_ann.Change(), First, null);
        await Index();
        (await Documents()).ShouldBeEmpty();
        await FindsNothing("valve", "gasket", "thrust");

        await _project.RestoreItem(_ann.Change(), First);
        await Index();
        (await Documents()).ShouldBe(["attachment", "item", "note"]);
        await Finds("valve", "gasket", "thrust");
    }

    [Fact]
    public async Task Whether_viewers_see_them_follows_their_item()
    {
        await _project.AddNote(_ann.Change(), First, new NoteInput("Gaskets ordered", null));
        await _project.UpdateItem(_ann.Change(), First, new ItemInput { ClientVisible = false }, null);
        await Index();
        (await Rows("select distinct for_viewers::text from search_documents")).ShouldBe(["false"]);

        await _project.UpdateItem(_ann.Change(), First, new ItemInput { ClientVisible = true }, null);
        await Index();
        (await Rows("select distinct for_viewers::text from search_documents")).ShouldBe(["true"]);
    }

    [Fact]
    public async Task They_are_made_anew_in_the_organizations_language()
    {
        await _project.UpdateItem(_ann.Change(), First, new ItemInput { Title = "Die Häuser brannten" }, null);
        await _project.AddNote(_ann.Change(), First, new NoteInput("Zwei Fenster sind offen", null));
        await AddFile("Bücher.txt");
        await Index();
        await FindsNothing("haus", "buch");

        await host.Grains.Access(Organization).Update(_ann.Change(), new OrganizationChanges(null, null, null, Language: "de"));
        // Whoever searches first begins it.
        await Search("haus");
        await Until("select 1 where not exists (select from search_documents where language <> 'german'::regconfig)");

        (await Documents()).ShouldBe(["attachment", "item", "note"]);
        (await Rows("select item_id::text from search_pending")).ShouldBeEmpty();
        await Finds("haus", "fenstern", "buch");
    }

    private async Task<Guid> AddFile(string name)
    {
        var id = Guid.CreateVersion7();
        await _project.AddAttachment(_ann.Change(), First, new(id, name, "text/plain", 2, new string('0', 64), StorageKeys.Of(Organization, id)));
        return id;
    }

    // As an import asks for it.
    private async Task Index()
    {
        (await Rows("select item_id::text from search_pending")).ShouldNotBeEmpty();
        await host.Grains.Search(Organization).Touched();
        await Until("select 1 where not exists (select from search_pending)");
    }

    private Task Until(string condition) => Eventually.Holds(async () => (await Rows(condition)).Count > 0, condition);

    private Task<List<string>> Documents() => Rows("select kind from search_documents order by kind");

    private async Task Finds(params string[] words)
    {
        foreach (var word in words)
        {
            (await Search(word)).Total.ShouldBe(1, word);
        }
    }

    private async Task FindsNothing(params string[] words)
    {
        foreach (var word in words)
        {
            (await Search(word)).Total.ShouldBe(0, word);
        }
    }

    private Task<SearchResults> Search(string word) => host.Grains.Search(Organization).Search(_ann.Caller(), new SearchQuery(word, []));

    private async Task<List<string>> Rows(string sql)
    {
        await using var command = new NpgsqlCommand(sql, _database);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetValue(0).ToString()!);
        }

        return rows;
    }
}
