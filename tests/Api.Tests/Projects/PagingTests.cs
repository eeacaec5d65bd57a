using BraidMgr.Api.Tests.Harness;
using BraidMgr.Contracts.Projects;

namespace BraidMgr.Api.Tests.Projects;

/// <summary>Pages by cursor, and lists that the client has.</summary>
public sealed class PagingTests(SharedHost shared) : IClassFixture<SharedHost>
{
    [Theory]
    [InlineData("item_num")]
    [InlineData("-item_num")]
    [InlineData("created_at")]
    [InlineData("-created_at")]
    public async Task Pages_neither_skip_nor_repeat_while_others_write(string sort)
    {
        using var ann = await shared.Someone();
        var project = await ann.CreateProjectAsync();
        var path = $"projects/{project.Id}/items";
        var before = new List<Guid>();
        for (var i = 0; i < 20; i++)
        {
            before.Add((await ann.CreateItemAsync(project.Id)).Id);
        }

        var seen = new List<Guid>();
        string? cursor = null;
        do
        {
            var page = (await ann.Api.Get($"{path}?sort={sort}&limit=3{(cursor is null ? "" : "&cursor=" + cursor)}")).Ok().Json;
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetGuid()));
            cursor = page.GetProperty("next_cursor").GetString();
            if (seen.Count < 20)
            {
                await Task.WhenAll(ann.CreateItemAsync(project.Id), ann.CreateItemAsync(project.Id));
                (await ann.Api.Delete($"{path}/{seen[^1]}")).Ok();
                (await ann.Api.Patch($"{path}/{before[7]}", new { title = "Changed" })).Code.ShouldBeOneOf(200, 404);
            }
        }
        while (cursor is not null);

        seen.Distinct().Count().ShouldBe(seen.Count);
        before.Except(seen).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_activity_is_paged_by_cursor_too()
    {
        using var ann = await shared.Someone();
        var project = await ann.CreateProjectAsync();
        for (var i = 0; i < 7; i++)
        {
            await ann.CreateItemAsync(project.Id);
        }

        var seen = new List<Guid>();
        var cursor = "";
        do
        {
            var page = (await ann.Api.Get($"projects/{project.Id}/activity?entity_type=item&limit=3{cursor}")).Ok().As<ActivityPage>();
            seen.AddRange(page.Activity.Select(e => e.Id));
            cursor = page.NextCursor is { } next ? "&cursor=" + next : null;
            await ann.CreateItemAsync(project.Id);
        }
        while (cursor is not null);

        seen.Count.ShouldBe(7);
        seen.Distinct().Count().ShouldBe(7);
    }

    [Fact]
    public async Task The_history_of_an_item_is_read_by_page_the_first_bounded_for_clients_that_know_none()
    {
        using var ann = await shared.Someone();
        var project = await ann.CreateProjectAsync();
        await ann.CreateItemAsync(project.Id);
        var path = $"projects/{project.Id}/items/1";
        for (var i = 0; i < 60; i++)
        {
            await ChangeAsync($"Change {i}");
        }

        var first = (await ann.Api.Get($"{path}/history")).Ok().As<ItemHistory>();
        first.History.Count.ShouldBe(50);
        var all = (await ann.Api.Get($"{path}/history?limit=1000")).Ok().As<ItemHistory>();
        (all.History.Count, all.NextCursor).ShouldBe((61, null));

        var seen = first.History.ToList();
        for (var cursor = first.NextCursor; cursor is not null;)
        {
            await ChangeAsync($"Meanwhile {seen.Count}");
            var page = (await ann.Api.Get($"{path}/history?limit=4&cursor={cursor}")).Ok().As<ItemHistory>();
            seen.AddRange(page.History);
            cursor = page.NextCursor;
        }

        seen.Select(e => e.Id).ShouldBe(all.History.Select(e => e.Id), "none twice, and none of those that came meanwhile");
        seen[^1].Action.ShouldBe("create");
        (await ann.Api.Get($"{path}/history?limit=1001")).ShouldFail(400);
        (await ann.Api.Get($"{path}/history?limit=0")).ShouldFail(400);
        (await ann.Api.Get($"{path}/history?cursor=x")).ShouldFail(400);

        async Task ChangeAsync(string title) => (await ann.Api.Patch(path, new { title })).Ok();
    }

    [Theory]
    [InlineData("cursor=x")]
    [InlineData("cursor=AAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("sort=deadline&cursor=AAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task What_is_no_cursor_of_this_list_is_refused(string query)
    {
        using var ann = await shared.Someone();
        var project = await ann.CreateProjectAsync();
        (await ann.Api.Get($"projects/{project.Id}/items?{query}")).ShouldFail(400);
    }

    [Fact]
    public async Task A_cursor_goes_with_the_filters_that_it_was_given_for()
    {
        using var ann = await shared.Someone();
        var project = await ann.CreateProjectAsync();
        await ann.CreateItemAsync(project.Id);
        await ann.CreateItemAsync(project.Id);
        var path = $"projects/{project.Id}/items";
        var cursor = (await ann.Api.Get($"{path}?limit=1"))["next_cursor"];
        (await ann.Api.Get($"{path}?limit=2&cursor={cursor}")).Ok().Json.GetProperty("items").GetArrayLength().ShouldBe(1);
        (await ann.Api.Get($"{path}?limit=1&type=Risk&cursor={cursor}")).ShouldFail(400);
        (await ann.Api.Get($"{path}?limit=1&sort=-item_num&cursor={cursor}")).ShouldFail(400);
        (await ann.Api.Get($"{path}?limit=1&offset=1&cursor={cursor}")).ShouldFail(400);
    }

    [Fact]
    public async Task A_list_that_the_client_has_is_not_sent_again_until_something_changes()
    {
        using var ann = await shared.Someone();
        var project = await ann.CreateProjectAsync();
        await ann.CreateItemAsync(project.Id);
        var path = $"projects/{project.Id}/items?type=Risk";
        var etag = (await ann.Api.Get(path)).Ok().Headers["ETag"];
        (await ann.Api.Get(path, ("If-None-Match", etag))).Code.ShouldBe(304);

        (await ann.Api.Patch($"projects/{project.Id}/items/1", new { title = "Brakes" })).Ok();
        var answer = await ann.Api.Get(path, ("If-None-Match", etag));

        answer.Code.ShouldBe(200);
        answer.Headers["ETag"].ShouldNotBe(etag);
    }
}
