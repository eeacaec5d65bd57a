using BraidMgr.Api.Tests.Harness;
using BraidMgr.Contracts.Chat;
using BraidMgr.Testing;
using Npgsql;

namespace BraidMgr.Api.Tests.Live;

/// <summary>What clients of the hub hear of chat sessions.</summary>
public sealed class SessionLiveTests(SharedHost shared) : IClassFixture<SharedHost>, IAsyncLifetime
{
    private readonly HubClients _clients = new();
    private Person _owner = null!;
    private Person _member = null!;
    private string _project = "";
    private string _session = "";

    public async Task InitializeAsync()
    {
        _owner = await shared.Someone();
        _member = await _owner.InviteAsync(shared.Host);
        _project = $"projects/{(await _owner.CreateProjectAsync()).Id}";
        (await _owner.Api.Put($"{_project}/members/{_member.Id}", new { role = "viewer" })).Ok();
        _session = (await _owner.Api.Post("chat/sessions", new { project_id = _project[9..], title = "Launch" })).Ok()["id"];
        (await _owner.Api.Put($"chat/sessions/{_session}/members/{_member.Id}", null)).Ok();
    }

    [NodeFact]
    public async Task Joining_with_a_number_gives_what_was_missed_and_then_what_follows()
    {
        for (var i = 1; i <= 5; i++)
        {
            await PostAsync($"{i}");
        }

        var client = await ConnectAsync(_member);
        (await client.JoinAsync(_session, 2)).Select(m => m.Content).ShouldBe(["3", "4", "5"]);
        var stored = await PostAsync("6");
        await client.HearsMessagesAsync(1);
        client.Messages.ShouldBe([stored]);
    }

    [NodeFact]
    public async Task More_than_a_page_is_missed_by_nobody_and_paged_back_to_the_first()
    {
        await Task.WhenAll(Enumerable.Range(0, 1500).Select(i => PostAsync($"{i}")));
        var client = await ConnectAsync(_member);
        var missed = await client.JoinAsync(_session);
        await client.HearsMessagesAsync(1500 - missed.Count);
        missed.Concat(client.Messages).Select(m => m.Seq).ShouldBe(Enumerable.Range(1, 1500).Select(i => (long)i));

        // The first thousand are no longer in memory.
        var back = new List<ChatMessage>();
        while (back.Count < 1500)
        {
            var before = back.Count == 0 ? 1501 : back[0].Seq;
            var page = (await _member.Api.Get($"chat/sessions/{_session}/messages?before_seq={before}&limit=400")).Ok().As<ChatMessagePage>();
            page.Messages.Count.ShouldBe((int)Math.Min(400, before - 1));
            page.LastSeq.ShouldBe(1500);
            back.InsertRange(0, page.Messages);
        }

        back.ShouldBe(missed.Concat(client.Messages));
    }

    [NodeFact]
    public async Task An_answer_of_long_messages_is_bounded_and_the_rest_comes_before_what_follows()
    {
        const int Count = 50;
        var content = new string('ü', ChatMessage.MaxBytes / 2);
        await Task.WhenAll(Enumerable.Range(0, Count).Select(_ => PostAsync(content)));
        var client = await ConnectAsync(_member);
        var missed = await client.JoinAsync(_session);
        // A MiB, and the message that brought it there.
        missed.Count.ShouldBe((1 << 20) / ChatMessage.MaxBytes);
        var last = await PostAsync("And this follows");
        await client.HearsMessagesAsync(Count + 1 - missed.Count);
        missed.Concat(client.Messages).Select(m => m.Seq).ShouldBe(Enumerable.Range(1, Count + 1).Select(i => (long)i));
        client.Messages[^1].ShouldBe(last);
    }

    [NodeFact]
    public async Task More_at_once_than_a_host_keeps_is_heard_by_who_reads_as_fast_as_it_comes()
    {
        const int Count = 150;
        var client = await ConnectAsync(_member);
        await client.JoinAsync(_session);
        var content = new string('x', ChatMessage.MaxBytes);
        await Task.WhenAll(Enumerable.Range(0, Count).Select(_ => PostAsync(content)));
        await client.HearsMessagesAsync(Count);
        client.Messages.Select(m => m.Seq).ShouldBe(Enumerable.Range(1, Count).Select(i => (long)i));
        client.Heard("Closed").ShouldBeEmpty();
    }

    [NodeFact]
    public async Task Who_comes_with_a_number_beyond_the_last_one_is_told_to_begin_anew_and_nobody_else_is()
    {
        await PostAsync("1");
        var (client, other) = (await ConnectAsync(_member), await ConnectAsync(_owner));
        (await other.JoinAsync(_session, 1)).ShouldBeEmpty();
        (await client.JoinAsync(_session, 2)).ShouldBeEmpty();
        await IsClosedAsync(client, "restored");
        await PostAsync("2");
        await other.HearsMessagesAsync(1);
        (await client.JoinAsync(_session)).Select(m => m.Content).ShouldBe(["1", "2"]);
        var last = await PostAsync("3");
        await client.HearsMessagesAsync(1);
        client.Messages.ShouldBe([last]);
        client.Heard("Closed").ShouldHaveSingleItem();
        other.Heard("Closed").ShouldBeEmpty();
    }

    [NodeFact]
    public async Task Who_leaves_a_session_hears_no_more_of_it_and_is_not_shown_there()
    {
        var (client, other) = (await ConnectAsync(_member), await ConnectAsync(_owner));
        await other.JoinAsync(_session);
        await client.JoinAsync(_session);
        await other.HearsAsync("Presence", heard => heard.Count > 0 && heard[^1][1].GetArrayLength() == 2);
        await client.CallAsync("Leave", _session);
        await other.HearsAsync("Presence", heard => heard[^1][1].GetArrayLength() == 1);
        await PostAsync("Not for who has left");
        await other.HearsMessagesAsync(1);
        (await client.JoinAsync(_session, 1)).ShouldBeEmpty();
        await PostAsync("For both");
        await client.HearsMessagesAsync(1);
        client.Messages.Select(m => m.Seq).ShouldBe([2]);
        client.Heard("Closed").ShouldBeEmpty();
    }

    [NodeFact]
    public async Task Everybody_hears_every_message_once_and_in_order_whoever_sends_meanwhile()
    {
        const int Each = 100;
        HubClient[] clients = [await ConnectAsync(_owner), await ConnectAsync(_owner), await ConnectAsync(_member), await ConnectAsync(_member)];
        foreach (var client in clients)
        {
            (await client.JoinAsync(_session)).ShouldBeEmpty();
        }

        var sent = await Task.WhenAll(clients.SelectMany(c => Enumerable.Range(0, Each).Select(i => c.SendAsync(_session, $"{c.Id} {i}"))));
        var late = await ConnectAsync(_member);
        (await late.JoinAsync(_session)).Select(m => m.Seq).ShouldBe(Enumerable.Range(1, sent.Length).Select(i => (long)i));
        foreach (var client in clients)
        {
            await client.HearsMessagesAsync(sent.Length);
            client.Messages.ShouldBe(sent.OrderBy(m => m.Seq));
        }
    }

    [NodeFact]
    public async Task A_resend_under_the_same_id_is_answered_with_what_is_stored()
    {
        var (client, other) = (await ConnectAsync(_member), await ConnectAsync(_owner));
        await other.JoinAsync(_session);
        var first = await client.SendAsync(_session, "Once", "mine-1");
        (await client.SendAsync(_session, "Once", "mine-1")).ShouldBe(first);
        var again = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => client.SendAsync(_session, "Twice", "mine-2")));
        again.Select(m => m.Seq).Distinct().ShouldBe([2]);
        var last = await client.SendAsync(_session, "Last");
        await other.HearsMessagesAsync(3);
        other.Messages.Select(m => m.Id).ShouldBe([first.Id, again[0].Id, last.Id]);
    }

    [NodeFact]
    public async Task An_id_that_two_people_choose_is_the_first_ones_and_each_message_has_its_own_author()
    {
        var (mine, yours) = (await ConnectAsync(_owner), await ConnectAsync(_member));
        var other = await ConnectAsync(_owner);
        await other.JoinAsync(_session);
        var stored = 0;
        await Task.WhenAll(Enumerable.Range(0, 40).SelectMany(i => new[] { mine, yours }.Select(async sender =>
        {
            try
            {
                await sender.SendAsync(_session, $"{sender.Id}", $"id-{i}");
                Interlocked.Increment(ref stored);
            }
            catch (HubCallException refused)
            {
                refused.Message.ShouldContain($"CONFLICT: The client_message_id id-{i} was used by somebody else in this session.");
            }
        })));
        stored.ShouldBe(40);
        await other.HearsMessagesAsync(40);
        foreach (var message in other.Messages)
        {
            var isMine = message.UserId == _owner.Id;
            (message.Content, message.UserName).ShouldBe(isMine ? ($"{mine.Id}", "Ann") : ($"{yours.Id}", "member"));
        }
    }

    [NodeFact]
    public async Task A_client_that_comes_back_after_its_connection_was_cut_misses_nothing()
    {
        var client = await ConnectAsync(_member);
        await client.JoinAsync(_session);
        await PostAsync("1");
        await client.HearsMessagesAsync(1);
        await client.CutAsync();
        await client.HearsAsync("closed", heard => heard.Count == 1);
        await PostAsync("2");
        var back = await ConnectAsync(_member);
        (await back.JoinAsync(_session, client.Messages[^1].Seq)).Select(m => m.Content).ShouldBe(["2"]);
    }

    [NodeFact]
    public async Task Who_loses_the_project_hears_nothing_from_then_on()
    {
        var client = await ConnectAsync(_member);
        await client.JoinAsync(_session);
        (await _owner.Api.Delete($"{_project}/members/{_member.Id}")).Ok();
        await PostAsync("Secret");
        await IsClosedAsync(client, "access_lost");
        (await Should.ThrowAsync<HubCallException>(client.JoinAsync(_session))).Message.ShouldContain("NOT_FOUND");
        (await Should.ThrowAsync<HubCallException>(client.SendAsync(_session, "Still here?"))).Message.ShouldContain("NOT_FOUND");
    }

    [NodeFact]
    public async Task Who_is_removed_hears_nothing_from_then_on()
    {
        var (client, other) = (await ConnectAsync(_member), await ConnectAsync(_owner));
        await client.JoinAsync(_session);
        await other.JoinAsync(_session);
        (await _owner.Api.Delete($"chat/sessions/{_session}/members/{_member.Id}")).Ok();
        await PostAsync("Secret");
        await IsClosedAsync(client, "removed");
        await other.HearsMessagesAsync(1);
    }

    [NodeFact]
    public async Task Who_leaves_the_organization_or_signs_out_everywhere_hears_nothing_from_then_on()
    {
        var (client, other) = (await ConnectAsync(_member), await ConnectAsync(_owner));
        await client.JoinAsync(_session);
        await other.JoinAsync(_session);
        (await _owner.Api.Delete($"orgs/current/members/{_member.Id}")).Ok();
        await IsClosedAsync(client, "access_lost");
        (await _owner.Api.Post("auth/logout-everywhere")).Ok();
        await IsClosedAsync(other, "signed_out");
    }

    [NodeFact]
    public async Task A_deleted_session_ends_for_everybody()
    {
        var client = await ConnectAsync(_member);
        await client.JoinAsync(_session);
        (await _owner.Api.Delete($"chat/sessions/{_session}")).Ok();
        await IsClosedAsync(client, "deleted");
    }

    [NodeFact]
    public async Task Presence_typing_and_read_marks_are_shown()
    {
        var (client, other) = (await ConnectAsync(_member), await ConnectAsync(_owner));
        await other.JoinAsync(_session);
        await client.JoinAsync(_session);
        await other.HearsAsync("Presence", heard => heard.Count > 0 && heard[^1][1].GetArrayLength() == 2);
        var message = await client.SendAsync(_session, "Read me");
        await client.CallAsync("Typing", _session);
        await other.HearsAsync("Typing", heard => heard.Any(h => h[1].GetProperty("user_id").GetGuid() == _member.Id));
        await other.CallAsync("Read", _session, message.Seq);
        await client.HearsAsync("Read", heard => heard.Any(h => h[1].GetGuid() == _owner.Id && h[2].GetInt64() == message.Seq));
        (await _owner.Api.Get($"chat/sessions/{_session}")).Ok()["last_read_seq"].ShouldBe("1");
        await client.StopAsync();
        await other.HearsAsync("Presence", heard => heard[^1][1].GetArrayLength() == 1);
    }

    [NodeFact]
    public async Task How_far_was_read_outlives_what_the_grain_has_to_read_anew()
    {
        var slug = Some.Slug();
        using var person = await Person.RegisterAsync(shared.Host, slug: slug);
        var session = $"chat/sessions/{(await person.Api.Post("chat/sessions", new { title = "Read" })).Ok()["id"]}";
        (await person.Api.Post($"{session}/messages", new { content = "1" })).Ok();
        var client = await ConnectAsync(person);
        await client.CallAsync("Read", session["chat/sessions/".Length..], 1);

        // Before it is stored the organization is taken over: the next write is refused, and all that is in memory is read anew.
        await SqlAsync("braidmgr_org_" + slug, "update org_owner set owner_token = gen_random_uuid(), epoch = epoch + 1");
        for (var i = 0; (await person.Api.Post($"{session}/messages", new { content = "2", client_message_id = "m-2" })).Code != 201; i++)
        {
            i.ShouldBeLessThan(100);
            await Task.Delay(50);
        }

        (await person.Api.Get(session)).Ok()["last_read_seq"].ShouldBe("1");
    }

    [NodeFact, Trait("Category", "Long")]
    public async Task However_often_somebody_reads_and_types_it_is_written_down_but_now_and_then()
    {
        const int Count = 100;
        var slug = Some.Slug();
        using var person = await Person.RegisterAsync(shared.Host, slug: slug);
        var session = (await person.Api.Post("chat/sessions", new { title = "Read" })).Ok()["id"];
        await Task.WhenAll(Enumerable.Range(0, Count).Select(async _ => (await person.Api.Post($"chat/sessions/{session}/messages", new { content = "Hi" })).Ok()));
        var client = await ConnectAsync(person);
        await client.JoinAsync(session, Count);
        var database = "braidmgr_org_" + slug;
        await SqlAsync(database, """
            create table writes (of text);
            create function note_write() returns trigger language plpgsql security definer set search_path = public as
                'begin insert into writes values (tg_table_name); return null; end';
            create trigger noted after insert or update or delete on chat_sessions for each statement execute function note_write();
            create trigger noted after insert or update or delete on chat_session_members for each statement execute function note_write();
            create trigger noted after insert or update or delete on chat_messages for each statement execute function note_write();
            """);
        for (var seq = 1; seq <= Count; seq++)
        {
            await client.CallAsync("Typing", session);
            await client.CallAsync("Read", session, seq);
        }

        await Eventually.Becomes(() => SqlAsync(database, "select max(last_read_seq) from chat_session_members"), read => Equals(read, (long)Count));
        (await SqlAsync(database, "select string_agg(distinct of, ' ') from writes")).ShouldBe("chat_session_members");
        ((long)(await SqlAsync(database, "select count(*) from writes"))!).ShouldBeInRange(1, Count / 20);
    }

    [NodeFact]
    public async Task What_is_wrong_with_a_call_is_told_and_the_connection_goes_on()
    {
        var client = await ConnectAsync(_member);
        (string Method, object?[] Args, string Code)[] calls =
        [
            ("Join", [Guid.NewGuid(), 0], "NOT_FOUND"),
            ("Join", ["x", 0], "VALIDATION_ERROR"),
            ("Join", [_session, -1], "VALIDATION_ERROR"),
            ("Join", [_session, "1"], "VALIDATION_ERROR"),
            ("Send", [_session, "", null], "VALIDATION_ERROR"),
            ("Send", [_session, 7, null], "VALIDATION_ERROR"),
            ("Send", [_session, new string('x', ChatMessage.MaxBytes + 1), null], "VALIDATION_ERROR"),
            ("Typing", [_session], "NOT_FOUND"),
            ("Renew", ["x"], "AUTHENTICATION_ERROR"),
            ("WatchProject", [Guid.NewGuid(), 0], "NOT_FOUND"),
        ];
        foreach (var (method, args, code) in calls)
        {
            (await Should.ThrowAsync<HubCallException>(client.CallAsync(method, args), method)).Message.ShouldContain(code);
        }

        (await client.SendAsync(_session, new string('"', ChatMessage.MaxBytes))).Seq.ShouldBe(1);
    }

    [NodeFact]
    public async Task Nobody_connects_without_a_good_token()
    {
        foreach (var token in new[] { "", "x", _member.Api.Token![..^4] + "AAAA" })
        {
            await Should.ThrowAsync<HubCallException>(_clients.ConnectAsync(shared.Host, token));
        }
    }

    [NodeFact]
    public async Task The_token_may_stand_in_the_address_of_the_hub_and_nowhere_else()
    {
        var token = $"?access_token={_member.Api.Token}";
        var client = await _clients.ConnectAsync(shared.Host, token: "", query: token);
        (await client.SendAsync(_session, "From a browser")).UserId.ShouldBe(_member.Id);

        using var nobody = shared.Host.Client();
        (await nobody.Post("/hubs/chat/negotiate" + token + "&negotiateVersion=1")).Ok();
        (await nobody.Post("/hubs/chat/negotiate?negotiateVersion=1")).ShouldFail(401);
        (await nobody.Get("chat/sessions" + token)).ShouldFail(401);
        (await nobody.Get("orgs/current" + token)).ShouldFail(401);
        (await nobody.Post($"chat/sessions/{_session}/messages" + token, new { content = "Not so" })).ShouldFail(401);
    }

    [NodeFact]
    public async Task A_refused_call_is_no_error_in_the_log_but_a_fault_is()
    {
        var slug = Some.Slug();
        using var person = await Person.RegisterAsync(shared.Host, slug: slug);
        var client = await ConnectAsync(person);
        (await Should.ThrowAsync<HubCallException>(client.JoinAsync(_session))).Message.ShouldContain("NOT_FOUND");
        var session = (await person.Api.Post("chat/sessions", new { title = "Doomed" })).Ok()["id"];
        await SqlAsync("braidmgr_org_" + slug, "alter table chat_messages rename to lost_messages");
        (await Should.ThrowAsync<HubCallException>(client.SendAsync(session, "Stored?"))).Message.ShouldContain("INTERNAL_ERROR");
        await Eventually.Holds(() => shared.Host.Log.Contains("Send of the hub failed", StringComparison.Ordinal));
        shared.Host.Log.ShouldNotContain("Failed to invoke hub method");
        shared.Host.Log.ShouldNotContain("HubException");
    }

    public async Task DisposeAsync()
    {
        await _clients.DisposeAsync();
        _owner.Dispose();
        _member.Dispose();
    }

    private Task<HubClient> ConnectAsync(Person person) => _clients.ConnectAsync(shared.Host, person);

    private async Task<ChatMessage> PostAsync(string content) =>
        (await _owner.Api.Post($"chat/sessions/{_session}/messages", new { content })).Ok().As<ChatMessage>();

    private async Task<object?> SqlAsync(string database, string sql)
    {
        var address = new NpgsqlConnectionStringBuilder(shared.Host.Postgres.ConnectionString) { Database = database, Pooling = false };
        await using var connection = new NpgsqlConnection(address.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    private static async Task IsClosedAsync(HubClient client, string reason)
    {
        await client.HearsAsync("Closed", heard => heard.Count > 0);
        client.Heard("Closed").ShouldHaveSingleItem()[1].GetString().ShouldBe(reason);
        client.Messages.ShouldBeEmpty();
    }
}
