using System.Text.RegularExpressions;
using BraidMgr.Api.Tests.Harness;
using BraidMgr.Contracts.Chat;
using BraidMgr.Testing;

namespace BraidMgr.Api.Tests.Live;

/// <summary>Clients of hosts that are set up in a special way, or end.</summary>
public sealed class HostLiveTests : IAsyncLifetime
{
    private static readonly (string Name, string Value)[] Limits =
        [("BRAID__LIVE__MAXCONNECTIONSPERUSER", "2"), ("BRAID__LIVE__MAXCONNECTIONSPERORGANIZATION", "3")];

    private readonly HubClients _clients = new();

    public Task InitializeAsync() => Task.CompletedTask;

    [NodeFact, Trait("Category", "Long")]
    public async Task Notifications_that_are_lost_doubled_or_late_are_made_good_also_the_last_one()
    {
        await using var host = await BraidHost.StartAsync(settings: HostBuilding.With<LossyNotifications>());
        using var person = await Person.RegisterAsync(host);
        var project = await person.CreateProjectAsync();
        var session = await CreateSessionAsync(person);
        var client = await _clients.ConnectAsync(host, person);
        await client.JoinAsync(session);
        await client.CallAsync("WatchProject", project.Id, 0);
        for (var i = 1; i <= 50; i++)
        {
            await PostAsync(person, session, $"{i}");
            await person.CreateItemAsync(project.Id);
            if (i % 5 == 0)
            {
                // Whichever of these is lost is the last for now: nothing but the comparison tells of it.
                (await client.HearsMessagesAsync(i)).ShouldBeLessThan(TimeSpan.FromSeconds(5));
            }
        }

        host.Log.ShouldContain("A notification is lost.");
        client.Messages.Select(m => m.Seq).ShouldBe(Enumerable.Range(1, 50).Select(i => (long)i));
        await client.HearsAsync("ProjectChanged", heard => heard.Count(h => h[4].GetString() == "create") >= 50);
        var versions = client.Heard("ProjectChanged").Select(h => h[1].GetInt64()).ToList();
        versions.ShouldBe(versions.Order().Distinct());
    }

    [NodeFact, Trait("Category", "Long")]
    public async Task Who_was_removed_hears_nothing_later_that_the_host_had_to_ask_for()
    {
        await using var host = await BraidHost.StartAsync(settings: HostBuilding.With<LatePulls>());
        await HearsNothingAfterRemovalAsync(host, before: 0, heardOf: ["Not heard of", LatePulls.Heard]);
    }

    [NodeFact, Trait("Category", "Long")]
    public async Task Who_was_removed_hears_nothing_later_while_catching_up()
    {
        await using var host = await BraidHost.StartAsync(settings: HostBuilding.With<LatePulls>());
        // More than the answer of Join holds: the rest is asked for when that is given.
        await HearsNothingAfterRemovalAsync(host, before: 40, heardOf: []);
    }

    [NodeFact, Trait("Category", "Long")]
    public async Task A_host_is_told_once_however_many_of_its_connections_listen()
    {
        await using var host = await BraidHost.StartAsync(settings: HostBuilding.With<CountedNotifications>());
        using var person = await Person.RegisterAsync(host);
        var session = await CreateSessionAsync(person);
        var listeners = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => _clients.ConnectAsync(host, person)));
        await Task.WhenAll(listeners.Select(l => l.JoinAsync(session)));
        for (var i = 1; i <= 3; i++)
        {
            await PostAsync(person, session, $"{i}");
            await Task.WhenAll(listeners.Select(l => l.HearsMessagesAsync(i)));
        }

        await IsLoggedAsync(host, "The host is told ChatStored", times: 3);
    }

    [NodeFact, Trait("Category", "Long")]
    public async Task A_slow_client_holds_up_nobody_and_is_told_to_catch_up()
    {
        // More than are in memory: what the slow client lacks is read from the database.
        const int Count = 1100;
        await using var host = await BraidHost.StartAsync(settings: ("BRAID__LIVE__KEPTBYTESPERROOM", "1048576"));
        using var person = await Person.RegisterAsync(host);
        var session = await CreateSessionAsync(person);
        var (slow, quick) = (await _clients.ConnectAsync(host, person), await _clients.ConnectAsync(host, person));
        await slow.JoinAsync(session);
        await quick.JoinAsync(session);
        await slow.PauseAsync();
        var content = new string('x', ChatMessage.MaxBytes);
        for (var i = 0; i < Count; i += 20)
        {
            await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => PostAsync(person, session, content)));
            await quick.HearsMessagesAsync(i + 20);
        }

        // Longer than SignalR by itself waits for who takes nothing.
        await Task.Delay(TimeSpan.FromSeconds(12));
        await slow.ResumeAsync();
        await slow.HearsAsync("Closed", heard => heard.Count == 1);
        slow.Heard("Closed")[0][1].GetString().ShouldBe("behind");
        var seqs = slow.Messages.Select(m => m.Seq).ToList();
        seqs.Count.ShouldBeLessThan(Count - 200);

        // Nothing came after Closed. The answer has a MiB of what is missing; the rest comes by itself.
        var heard = slow.Messages.Count;
        var missed = await slow.JoinAsync(session, seqs[^1]);
        missed.Count.ShouldBe((1 << 20) / ChatMessage.MaxBytes);
        await slow.HearsMessagesAsync(Count - missed.Count);
        seqs.AddRange(missed.Concat(slow.Messages.Skip(heard)).Select(m => m.Seq));
        seqs.ShouldBe(Enumerable.Range(1, Count).Select(i => (long)i));
    }

    [NodeFact, Trait("Category", "Long")]
    public async Task There_is_a_limit_of_connections_per_person_and_per_organization()
    {
        await using var host = await BraidHost.StartAsync(settings: Limits);
        await LimitsHoldAsync(host);
    }

    [NodeFact, Trait("Category", "Long")]
    public async Task Where_connections_cannot_be_counted_over_all_hosts_a_host_limits_its_own_and_lets_in_who_is_below()
    {
        await using var host = await BraidHost.StartAsync(settings: [.. Limits, .. HostBuilding.With<LostConnections>()]);
        await LimitsHoldAsync(host);
        await IsLoggedAsync(host, "cannot be counted; this host's alone are", times: 4);
    }

    [NodeFact, Trait("Category", "Long")]
    public async Task A_host_that_is_killed_loses_nothing_that_was_acknowledged()
    {
        await using var host = await BraidHost.StartAsync();
        using var person = await Person.RegisterAsync(host);
        var session = await CreateSessionAsync(person);
        var client = await _clients.ConnectAsync(host, person);
        await client.JoinAsync(session);
        for (var i = 0; i < 20; i++)
        {
            await client.SendAsync(session, $"{i}", $"id-{i}");
        }

        await host.KillAsync();
        await client.HearsAsync("closed", heard => heard.Count == 1);
        await host.StartAsync();
        var back = await _clients.ConnectAsync(host, person);
        (await back.JoinAsync(session)).Select(m => m.Content).ShouldBe(Enumerable.Range(0, 20).Select(i => $"{i}"));
        (await back.SendAsync(session, "19", "id-19")).Seq.ShouldBe(20);
        (await back.SendAsync(session, "20")).Seq.ShouldBe(21);
    }

    [NodeFact, Trait("Category", "Long")]
    public async Task A_token_that_expires_ends_the_connection_unless_it_is_renewed()
    {
        await using var host = await BraidHost.StartAsync(settings: ("BRAID__TOKENS__ACCESSMINUTES", "1"));
        using var person = await Person.RegisterAsync(host);
        var session = await CreateSessionAsync(person);
        var (renewed, expired) = (await _clients.ConnectAsync(host, person), await _clients.ConnectAsync(host, person));
        await renewed.JoinAsync(session);
        await expired.JoinAsync(session);
        await Task.Delay(TimeSpan.FromSeconds(40));
        person.Take(await person.Api.Post("auth/refresh", null, ("Cookie", person.Cookie)));
        await renewed.CallAsync("Renew", person.Api.Token);
        await Task.Delay(TimeSpan.FromSeconds(30));
        expired.Heard("Closed").ShouldHaveSingleItem()[1].GetString().ShouldBe("expired");
        expired.Heard("closed").ShouldHaveSingleItem();
        renewed.Heard("closed").ShouldBeEmpty();
        (await renewed.SendAsync(session, "Still here")).Seq.ShouldBe(1);
    }

    public async Task DisposeAsync() => await _clients.DisposeAsync();

    private async Task HearsNothingAfterRemovalAsync(BraidHost host, int before, string[] heardOf)
    {
        using var owner = await Person.RegisterAsync(host);
        using var member = await owner.InviteAsync(host);
        var session = await CreateSessionAsync(owner);
        var membership = $"chat/sessions/{session}/members/{member.Id}";
        (await owner.Api.Put(membership, null)).Ok();
        await PostAllAsync(Enumerable.Repeat(new string('x', ChatMessage.MaxBytes), before));
        var (stays, removed) = (await _clients.ConnectAsync(host, owner), await _clients.ConnectAsync(host, member));
        await stays.JoinAsync(session, before);
        // The host's first comparisons lead to checks in any case.
        await Task.Delay(TimeSpan.FromSeconds(3));
        await removed.JoinAsync(session);
        await PostAllAsync(heardOf);
        await Eventually.Holds(() => host.Log.Contains(LatePulls.Waits, StringComparison.Ordinal));
        (await owner.Api.Delete(membership)).Ok();
        await PostAllAsync([LatePulls.After]);

        await stays.HearsMessagesAsync(heardOf.Length + 1);
        await removed.HearsAsync("Closed", heard => heard.Count == 1);
        removed.Heard("Closed")[0][1].GetString().ShouldBe("removed");
        removed.Messages.Select(m => m.Content).ShouldNotContain(LatePulls.After);

        async Task PostAllAsync(IEnumerable<string> contents)
        {
            foreach (var content in contents)
            {
                await PostAsync(owner, session, content);
            }
        }
    }

    private async Task LimitsHoldAsync(BraidHost host)
    {
        using var owner = await Person.RegisterAsync(host);
        using var member = await owner.InviteAsync(host);
        var first = await _clients.ConnectAsync(host, owner);
        await UntilConnectedAsync(first);
        await UntilConnectedAsync(await _clients.ConnectAsync(host, owner));
        await IsTurnedAwayAsync(host, owner);
        await UntilConnectedAsync(await _clients.ConnectAsync(host, member));
        await IsTurnedAwayAsync(host, member);
        await first.StopAsync();
        await Task.Delay(500);
        await UntilConnectedAsync(await _clients.ConnectAsync(host, member));
    }

    private async Task IsTurnedAwayAsync(BraidHost host, Person person)
    {
        // The refusal follows the handshake, and arrives before or after the client calls itself connected.
        HubClient client;
        try
        {
            client = await _clients.ConnectAsync(host, person);
        }
        catch (HubCallException e)
        {
            e.Message.ShouldContain("RATE_LIMITED");
            return;
        }

        await client.HearsAsync("closed", heard => heard.Count == 1);
        client.Heard("closed")[0][0].GetString()!.ShouldContain("RATE_LIMITED");
    }

    private static async Task IsLoggedAsync(BraidHost host, string text, int times)
    {
        await Eventually.Holds(() => Regex.Count(host.Log, text) >= times, text);
        Regex.Count(host.Log, text).ShouldBe(times);
    }

    // A connection that is turned away is so after its handshake: only a call tells that one is in.
    private static async Task UntilConnectedAsync(HubClient client) =>
        (await Should.ThrowAsync<HubCallException>(client.CallAsync("Join", Guid.NewGuid(), 0))).Message.ShouldContain("NOT_FOUND");

    private static async Task<string> CreateSessionAsync(Person person) => (await person.Api.Post("chat/sessions", new { title = "Talk" })).Ok()["id"];

    private static async Task PostAsync(Person person, string session, string content) =>
        (await person.Api.Post($"chat/sessions/{session}/messages", new { content })).Ok();
}
