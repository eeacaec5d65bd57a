using System.Text.Json;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Accounts;
using BraidMgr.Contracts.Json;
using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Provisioning;
using BraidMgr.Grains.Tests.Accounts;
using BraidMgr.Testing;
using Npgsql;

namespace BraidMgr.Grains.Tests.Projects;

/// <summary>The day turns under a project in memory that nobody writes to.</summary>
[Collection(SharedGrains.Name)]
public sealed class DayTests(GrainsHost host)
{
    // Where no minute of the hour is that of UTC.
    private const string Zone = "Asia/Kathmandu";

    private static readonly ItemRef First = ItemRef.Parse("1");
    private static readonly ItemQuery Late = new() { Indicators = [Indicator.LateFinish] };

    [Fact]
    public async Task At_midnight_where_the_organization_is_indicators_and_ETags_turn_and_nothing_else()
    {
        var slug = Somebody.Slug();
        var ann = await host.Register(slug: slug);
        await host.Grains.Access(ann.Caller().OrganizationId).Update(ann.Change(), new(null, Zone, null));
        host.Time.Advance(UntilMidnight() + TimeSpan.FromDays(1) - TimeSpan.FromMinutes(1));
        var project = await CreateProject(ann);
        await project.CreateItem(ann.Change(), new ItemInput { Type = ItemType.Risk, Title = "Valve", FinishDate = DateOnly.FromDateTime(There().DateTime) });
        var before = await Look(project, ann);
        (before.Item.Indicator, before.Late, before.Dashboard.Items.BySeverity.GetValueOrDefault("critical")).ShouldBe((Indicator.FinishingSoon, 0, 0));

        host.Time.Advance(TimeSpan.FromMinutes(1));

        var after = await Look(project, ann);
        (after.Item.Indicator, after.Late, after.Dashboard.Items.BySeverity.GetValueOrDefault("critical")).ShouldBe((Indicator.LateFinish, 1, 1));
        after.ItemETag.ShouldNotBe(before.ItemETag);
        after.ListETag.ShouldNotBe(before.ListETag);
        (after.Item.Version, after.Item.UpdatedAt).ShouldBe((before.Item.Version, before.Item.UpdatedAt));
        (after.Project.Version, after.Project.UpdatedAt).ShouldBe((before.Project.Version, before.Project.UpdatedAt));
        // Midnight is no write, of which those who watch would be told.
        (await project.ChangesSince(Guid.Empty, 0, before.Project.Version)).Changes.ShouldBeEmpty();
        await StoredIndicatorBecomes(slug, "Late Finish!!");
    }

    private DateTimeOffset There() => TimeZoneInfo.ConvertTime(host.Time.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById(Zone));

    private TimeSpan UntilMidnight() => TimeSpan.FromDays(1) - There().TimeOfDay;

    private async Task<IProjectGrain> CreateProject(SignedIn ann)
    {
        var organization = ann.Caller().OrganizationId;
        var created = await host.Grains.Projects(organization).Create(ann.Change(), new ProjectInput { Name = "Apollo" });
        return host.Grains.Project(organization, JsonSerializer.Deserialize(created.Json, BraidJson.Default.Project)!.Id);
    }

    private static async Task<Sight> Look(IProjectGrain project, SignedIn ann)
    {
        var (item, list) = (await project.GetItem(ann.Caller(), First), await project.ListItems(ann.Caller(), Late));
        return new(
            JsonSerializer.Deserialize(item.Json, BraidJson.Default.Item)!, item.ETag!, list.Total, list.ETag!, await project.Dashboard(ann.Caller()),
            JsonSerializer.Deserialize((await project.Get(ann.Caller())).Json, BraidJson.Default.Project)!);
    }

    // In the background, from the first use of the day on.
    private async Task StoredIndicatorBecomes(string slug, string indicator)
    {
        await using var connection = new NpgsqlConnection(host.Server.ConnectionString(DatabaseNames.Of(slug)));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select indicator::text || ' ' || version from items", connection);
        await Eventually.Becomes(command.ExecuteScalarAsync, stored => (string?)stored == indicator + " 1");
    }

    private sealed record Sight(Item Item, string ItemETag, int Late, string ListETag, ProjectDashboard Dashboard, Project Project);
}
