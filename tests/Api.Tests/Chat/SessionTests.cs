using System.Text.Json;
using BraidMgr.Api.Tests.Harness;
using BraidMgr.Contracts.Chat;
using BraidMgr.Testing;

namespace BraidMgr.Api.Tests.Chat;

/// <summary>Sessions, their members and messages over HTTP.</summary>
public sealed class SessionTests(SharedHost shared) : IClassFixture<SharedHost>
{
    [Fact]
    public async Task A_session_is_created_changed_listed_and_deleted()
    {
        using var person = await shared.Someone();
        var created = (await person.Api.Post("chat/sessions", new { title = "Launch" })).Ok();
        created.Code.ShouldBe(201);
        var path = $"chat/sessions/{created["id"]}";
        (await person.Api.Get(path)).Ok()["assistant"].ShouldBe("mentions");
        (await person.Api.Put(path, new { assistant = "all" })).Ok()["title"].ShouldBe("Launch");
        (await person.Api.Put(path, new { title = (string?)null })).Ok().Json.GetProperty("title").ValueKind.ShouldBe(JsonValueKind.Null);
        (await person.Api.Get("chat/sessions")).Ok()["total"].ShouldBe("1");
        (await person.Api.Delete(path)).Ok();
        (await person.Api.Get(path)).ShouldFail(404);
        (await person.Api.Get("chat/sessions")).Ok()["total"].ShouldBe("0");
    }

    [Fact]
    public async Task Messages_are_numbered_from_1_and_paged_both_ways()
    {
        using var person = await shared.Someone();
        var messages = await StartAsync(person);
        for (var i = 1; i <= 250; i++)
        {
            (await person.Api.Post(messages, new { content = $"message {i}" })).Ok()["seq"].ShouldBe($"{i}");
        }

        (await SeqsAsync(person, messages + "?after_seq=0&limit=100")).ShouldBe(Enumerable.Range(1, 100).Select(i => (long)i));
        (await SeqsAsync(person, messages + "?after_seq=245")).ShouldBe([246, 247, 248, 249, 250]);
        (await SeqsAsync(person, messages + "?before_seq=4")).ShouldBe([1, 2, 3]);
        (await SeqsAsync(person, messages + "?limit=2")).ShouldBe([249, 250]);
        (await SeqsAsync(person, messages + "?after_seq=2&before_seq=5")).ShouldBe([3, 4]);
        (await SeqsAsync(person, messages + "?after_seq=250")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_message_that_is_sent_twice_under_one_id_is_stored_once()
    {
        using var person = await shared.Someone();
        var messages = await StartAsync(person);
        var body = new { content = "Hello", client_message_id = "m-1" };
        var first = (await person.Api.Post(messages, body)).Ok();
        (await person.Api.Post(messages, body)).Ok().Text.ShouldBe(first.Text);
        var together = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => person.Api.Post(messages, new { content = "Hi", client_message_id = "m-2" })));
        together.Select(a => a.Ok()["seq"]).Distinct().ShouldBe(["2"]);
        (await person.Api.Post(messages, new { content = "Third" })).Ok()["seq"].ShouldBe("3");
    }

    [Fact]
    public async Task An_id_that_somebody_else_has_used_is_refused_however_often_it_is_sent_under_one_key()
    {
        using var owner = await shared.Someone();
        using var member = await owner.InviteAsync(shared.Host);
        var messages = await StartAsync(owner);
        (await owner.Api.Put($"{messages[..^"/messages".Length]}/members/{member.Id}", null)).Ok();
        (await owner.Api.Post(messages, new { content = "Mine", client_message_id = "m-1" })).Ok();
        for (var i = 0; i < 2; i++)
        {
            (await member.Api.Post(messages, new { content = "Yours", client_message_id = "m-1" }, ("Idempotency-Key", "once"))).ShouldFail(409);
        }
    }

    [Fact]
    public async Task Content_is_kept_to_the_letter_up_to_32_KiB_of_UTF8()
    {
        using var person = await shared.Someone();
        var messages = await StartAsync(person);
        foreach (var content in new[] { "Grüße, 世界 👩‍🚀", "  a\n\tb  ", "‮rtl", new string('ü', ChatMessage.MaxBytes / 2) })
        {
            var stored = (await person.Api.Post(messages, new { content })).Ok();
            (await person.Api.Get($"{messages}?after_seq={long.Parse(stored["seq"], null) - 1}")).Ok()
                .As<ChatMessagePage>().Messages.ShouldHaveSingleItem().Content.ShouldBe(content);
        }

        foreach (var content in new[] { "", "  ", "a\0b", new string('ü', ChatMessage.MaxBytes / 2) + "x" })
        {
            (await person.Api.Post(messages, new { content })).ShouldFail(400).Json.GetProperty("details").TryGetProperty("content", out _).ShouldBeTrue();
        }

        (await person.Api.Post(messages, """{"content":"\ud800"}""")).ShouldFail(400);
        (await person.Api.Post(messages, new { content = "Forged", client_message_id = $"answer-{Guid.NewGuid()}" })).ShouldFail(400);
    }

    [Fact]
    public async Task The_owner_says_who_is_in_a_session()
    {
        using var owner = await shared.Someone();
        using var member = await owner.InviteAsync(shared.Host);
        using var outsider = await owner.InviteAsync(shared.Host);
        var session = $"chat/sessions/{(await owner.Api.Post("chat/sessions", new { title = "Us" })).Ok()["id"]}";
        (await member.Api.Get(session)).ShouldFail(404);
        (await owner.Api.Put($"{session}/members/{member.Id}", null)).Ok().Json.GetProperty("is_owner").GetBoolean().ShouldBeFalse();
        (await member.Api.Post($"{session}/messages", new { content = "Here" })).Ok()["user_id"].ShouldBe(member.Id.ToString());
        (await member.Api.Put($"{session}/members/{outsider.Id}", null)).ShouldFail(403);
        (await outsider.Api.Get($"{session}/messages")).ShouldFail(404);
        (await owner.Api.Get($"{session}/members")).Ok()["total"].ShouldBe("2");
        (await owner.Api.Delete($"{session}/members/{owner.Id}")).ShouldFail(409);
        (await member.Api.Delete($"{session}/members/{member.Id}")).Ok();
        (await member.Api.Get(session)).ShouldFail(404);
        (await owner.Api.Get($"{session}/messages")).Ok().As<ChatMessagePage>().LastSeq.ShouldBe(1);
    }

    [Fact]
    public async Task Who_loses_the_project_loses_its_sessions()
    {
        using var owner = await shared.Someone();
        using var member = await owner.InviteAsync(shared.Host);
        var project = await owner.CreateProjectAsync();
        (await member.Api.Post("chat/sessions", new { project_id = project.Id })).ShouldFail(404);
        (await owner.Api.Put($"projects/{project.Id}/members/{member.Id}", new { role = "viewer" })).Ok();
        var session = $"chat/sessions/{(await member.Api.Post("chat/sessions", new { project_id = project.Id, title = "Mine" })).Ok()["id"]}";
        (await member.Api.Post($"{session}/messages", new { content = "findable" })).Ok();
        (await member.Api.Get("chat/search?q=FINDABLE")).Ok()["total"].ShouldBe("1");
        (await owner.Api.Get("chat/search?q=findable")).Ok()["total"].ShouldBe("0");

        (await owner.Api.Delete($"projects/{project.Id}/members/{member.Id}")).Ok();
        (await member.Api.Get(session)).ShouldFail(404);
        (await member.Api.Post($"{session}/messages", new { content = "Still here?" })).ShouldFail(404);
        (await member.Api.Get("chat/sessions")).Ok()["total"].ShouldBe("0");
        (await member.Api.Get("chat/search?q=findable")).Ok()["total"].ShouldBe("0");
    }

    [Fact]
    public async Task A_session_stays_in_its_project_and_only_who_sees_another_is_told_so()
    {
        using var owner = await shared.Someone();
        using var member = await owner.InviteAsync(shared.Host);
        var (seen, unseen) = (await owner.CreateProjectAsync("Apollo"), await owner.CreateProjectAsync("Gemini"));
        (await owner.Api.Put($"projects/{seen.Id}/members/{member.Id}", new { role = "viewer" })).Ok();
        var session = $"chat/sessions/{(await member.Api.Post("chat/sessions", new { title = "Mine" })).Ok()["id"]}";
        (await member.Api.Put(session, new { project_id = seen.Id })).ShouldFail(400);
        (await member.Api.Put(session, new { project_id = unseen.Id })).ShouldFail(404);
        (await owner.Api.Delete($"projects/{unseen.Id}")).Ok();
        (await owner.Api.Post("chat/sessions", new { project_id = unseen.Id })).ShouldFail(404);
        (await member.Api.Put(session, new { project_id = (Guid?)null, title = "Still mine" })).Ok()["project_id"].ShouldBe("");
    }

    [Fact]
    public async Task Sessions_are_listed_of_a_project_that_one_sees()
    {
        using var owner = await shared.Someone();
        using var member = await owner.InviteAsync(shared.Host);
        var project = await owner.CreateProjectAsync();
        var list = $"chat/sessions?project_id={project.Id}";
        (await owner.Api.Get(list)).Ok()["total"].ShouldBe("0");
        (await member.Api.Get(list)).ShouldFail(404).Json.GetProperty("details").TryGetProperty("project_id", out _).ShouldBeTrue();
        (await owner.Api.Post("chat/sessions", new { project_id = project.Id })).Ok();
        (await owner.Api.Get(list)).Ok()["total"].ShouldBe("1");
        (await owner.Api.Get($"chat/sessions?project_id={Guid.NewGuid()}")).ShouldFail(404);
    }

    [Fact]
    public async Task A_project_takes_its_sessions_with_it()
    {
        using var owner = await shared.Someone();
        var project = await owner.CreateProjectAsync();
        var session = $"chat/sessions/{(await owner.Api.Post("chat/sessions", new { project_id = project.Id })).Ok()["id"]}";
        (await owner.Api.Get(session)).Ok();
        (await owner.Api.Delete($"projects/{project.Id}")).Ok();
        (await owner.Api.Get("chat/sessions")).Ok()["total"].ShouldBe("0");
        await Eventually.Holds(async () => (await owner.Api.Get(session)).Code == 404);
    }

    private static async Task<string> StartAsync(Person person) =>
        $"chat/sessions/{(await person.Api.Post("chat/sessions", new { title = "Talk" })).Ok()["id"]}/messages";

    private static async Task<IEnumerable<long>> SeqsAsync(Person person, string path) =>
        (await person.Api.Get(path)).Ok().As<ChatMessagePage>().Messages.Select(m => m.Seq);
}
