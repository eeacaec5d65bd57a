using BraidMgr.Api.Tests.Harness;
using BraidMgr.Contracts.Projects;

namespace BraidMgr.Api.Tests.Access;

/// <summary>The organization's audit log: its own rows and central's rows about it, as one list.</summary>
public sealed class OrganizationAuditTests(SharedHost shared) : IClassFixture<SharedHost>, IAsyncLifetime
{
    private Person _owner = null!;

    public async Task InitializeAsync()
    {
        _owner = await shared.Someone();
        (await _owner.Api.Put("orgs/current", new { name = "Acme" })).Ok();
        var project = await _owner.CreateProjectAsync("Apollo");
        await _owner.CreateItemAsync(project.Id, "Parachutes");
        (await _owner.Api.Post("rate-cards", new { resource_name = "Ann", hourly_rate = 1, effective_from = "2026-01-01" })).Ok();
        (await _owner.Api.Post("chat/sessions", new { title = "secret talk" })).Ok();
    }

    public Task DisposeAsync()
    {
        _owner.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task It_lists_what_was_done_in_the_organization_and_about_it_newest_first()
    {
        var page = await Audit("limit=1000");

        page.Audit.Select(e => e.EntityType).ShouldBeSubsetOf(["user", "session", "organization", "project", "project_role", "workstream", "item", "rate_card"]);
        foreach (var entity in new[] { "organization", "project", "item", "rate_card" })
        {
            page.Audit.ShouldContain(e => e.EntityType == entity, entity);
        }

        page.Audit.ShouldBe(page.Audit.OrderByDescending(e => e.CreatedAt).ThenByDescending(e => e.Id));
        page.Audit.Single(e => e.EntityType == "item").UserEmail.ShouldBe(_owner.Email);
        page.Total.ShouldBe(page.Audit.Count);
    }

    [Fact]
    public async Task Pages_by_offset_and_by_cursor_are_the_whole_list()
    {
        var all = (await Audit("limit=1000")).Audit.Select(e => e.Id).ToList();
        var (byOffset, byCursor) = (new List<Guid>(), new List<Guid>());
        string? cursor = null;
        for (var offset = 0; offset < all.Count; offset += 2)
        {
            byOffset.AddRange((await Audit($"limit=2&offset={offset}")).Audit.Select(e => e.Id));
            var page = await Audit("limit=2" + (cursor is null ? "" : $"&cursor={cursor}"));
            byCursor.AddRange(page.Audit.Select(e => e.Id));
            cursor = page.NextCursor;
        }

        byOffset.ShouldBe(all);
        byCursor.ShouldBe(all);
    }

    [Fact]
    public async Task It_is_filtered_like_activity()
    {
        (await Audit("entity_type=item")).Audit.ShouldHaveSingleItem().AfterState!.Json.ShouldContain("Parachutes");
        (await Audit("search=Parachut")).Audit.ShouldHaveSingleItem();
        (await Audit("search=para%25")).Total.ShouldBe(0);
        (await Audit("entity_type=organization&search=acme")).Audit.ShouldNotBeEmpty();
        (await _owner.Api.Get("orgs/current/audit?offset=10001")).ShouldFail(400);
        (await _owner.Api.Get("orgs/current/audit?cursor=x")).ShouldFail(400);
    }

    [Fact]
    public async Task Chat_is_left_to_its_members_and_the_log_to_admins()
    {
        (await _owner.Api.Get("orgs/current/audit?limit=1000")).Ok().Text.ShouldNotContain("secret talk");
        using var member = await _owner.InviteAsync(shared.Host);
        (await member.Api.Get("orgs/current/audit")).ShouldFail(403);
        using var admin = await _owner.InviteAsync(shared.Host, "admin");
        (await admin.Api.Get("orgs/current/audit")).Ok();
        using var stranger = await shared.Someone();
        (await stranger.Api.Get("orgs/current/audit?limit=1000")).Ok().Text.ShouldNotContain(_owner.Email);
    }

    private async Task<AuditPage> Audit(string query) => (await _owner.Api.Get("orgs/current/audit?" + query)).Ok().As<AuditPage>();
}
