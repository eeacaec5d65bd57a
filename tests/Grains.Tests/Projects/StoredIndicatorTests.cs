using System.Text.Json;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Json;
using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Provisioning;
using BraidMgr.Grains.Tests.Accounts;
using Npgsql;

namespace BraidMgr.Grains.Tests.Projects;

/// <summary>What the database holds of an indicator is what memory computes.</summary>
[Collection(SharedGrains.Name)]
public sealed class StoredIndicatorTests(GrainsHost host)
{
    private readonly string _slug = Somebody.Slug();

    [Fact]
    public async Task Items_are_restored_and_imported_by_the_organizations_calendar()
    {
        var ann = await host.Register(slug: _slug);
        var (organization, today) = (ann.Caller().OrganizationId, DateOnly.FromDateTime(host.Time.GetUtcNow().UtcDateTime));
        // Half of the work is left, and nobody works until it is to be done.
        await host.Grains.Access(organization).Update(
            ann.Change(), new(null, null, null, Holidays: [.. Enumerable.Range(0, 62).Select(today.AddDays)]));
        var finish = today.AddDays(60);
        var created = await host.Grains.Projects(organization).Create(ann.Change(), new ProjectInput { Name = "Apollo" });
        var project = host.Grains.Project(organization, JsonSerializer.Deserialize(created.Json, BraidJson.Default.Project)!.Id);
        await project.CreateItem(
            ann.Change(), new ItemInput { Type = ItemType.Risk, Title = "Restored", PercentComplete = 50, DurationDays = 60, FinishDate = finish });
        (await Stored("Restored")).ShouldBe("Trending Late!");

        await project.DeleteItem(ann.Change(), ItemRef.Parse("1"), null);
        await project.RestoreItem(ann.Change(), ItemRef.Parse("1"));
        var file = $$"""
            metadata: { project_name: Gemini }
            items:
            - { item_num: 1, type: Risk, title: Imported, percent_complete: 50, duration: 60, finish: {{finish:yyyy-MM-dd}} }
            """;
        await host.Grains.Projects(organization).Import(ann.Change(), file, dryRun: false);

        (await Stored("Restored")).ShouldBe("Trending Late!");
        (await Stored("Imported")).ShouldBe("Trending Late!");
    }

    private async Task<string?> Stored(string title)
    {
        await using var connection = new NpgsqlConnection(host.Server.ConnectionString(DatabaseNames.Of(_slug)));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select indicator::text from items where title = $1", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = title });
        return (string?)await command.ExecuteScalarAsync();
    }
}
