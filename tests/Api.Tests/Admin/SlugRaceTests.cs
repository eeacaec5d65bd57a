using System.Collections.Concurrent;
using BraidMgr.Api.Tests.Harness;

namespace BraidMgr.Api.Tests.Admin;

/// <summary>Several people create an organization under one slug, and operators rename and delete it, all at once and again and again.</summary>
[Trait("Category", "Long")]
public sealed class SlugRaceTests : IAsyncLifetime
{
    private BraidHost _host = null!;
    private readonly string _slug = Some.Slug();
    private readonly ConcurrentBag<string> _breaches = [];
    private int _created;
    private int _renamed;

    // Who was renamed lives on and counts.
    public async Task InitializeAsync() => _host = await BraidHost.StartAloneAsync(("BRAID__PROVISIONING__MAXORGANIZATIONSPERUSER", "1000"));

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public Task No_request_reaches_the_database_of_another_of_the_same_slug() => RaceAsync(creations: 6);

    [Fact, Trait("Category", "Full")]
    public Task No_request_reaches_the_database_of_another_of_the_same_slug_however_often() => RaceAsync(creations: 500);

    private async Task RaceAsync(int creations)
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(120 + (creations * 5)));
        using var who = await Operator.SignInAsync(_host);
        var clients = Enumerable.Range(0, 3).Select(_ => CreateOftenAsync(creations, stop.Token)).ToList();
        var renaming = RenameOftenAsync(who, clients, stop.Token);
        var deleting = DeleteOftenAsync(who, clients, stop.Token);
        await Task.WhenAll(clients);
        await Task.WhenAll(renaming, deleting);
        string.Join('\n', _breaches.Take(5)).ShouldBeEmpty();
        _created.ShouldBeGreaterThanOrEqualTo(creations);
        _renamed.ShouldBeGreaterThan(0);
    }

    private async Task CreateOftenAsync(int creations, CancellationToken stop)
    {
        using var person = await Person.RegisterAsync(_host);
        Owned? before = null;
        // A rename meets an organization in the moments between its creation and its deletion: as many more as it takes.
        while (Volatile.Read(ref _created) < creations || Volatile.Read(ref _renamed) == 0)
        {
            stop.ThrowIfCancellationRequested();
            var answer = await person.Api.Post("orgs", new { name = _slug, slug = _slug });
            if (answer.Code == 201)
            {
                Interlocked.Increment(ref _created);
                before?.Dispose();
                before = await FillAsync(person, Guid.Parse(answer["id"]));
            }
            else
            {
                Expect(answer.Code is 409 or 503, answer);
                await Task.Delay(20, stop);
            }

            await LookAsync(before);
        }

        before?.Dispose();
    }

    // A project that carries its organization's id: whoever sees it elsewhere has seen another's database.
    private async Task<Owned> FillAsync(Person person, Guid organization)
    {
        var api = _host.Client();
        var owned = new Owned(api, organization.ToString());
        var token = await person.Api.Post("auth/switch-org", new { org_id = organization });
        if (token.Code == 200)
        {
            api.Token = token["access_token"];
            var made = await api.Post("projects", new { name = owned.Name });
            Expect(made.Code is 201 or 403 or 404 or 503, made);
        }
        else
        {
            Expect(token.Code is 403 or 404 or 503, token);
        }

        return owned;
    }

    // Also long after it was deleted and the slug is another's.
    private async Task LookAsync(Owned? owned)
    {
        if (owned?.Api.Token is null)
        {
            return;
        }

        var list = await owned.Api.Get("projects");
        Expect(list.Code is 200 or 403 or 404 or 503, list);
        if (list.Code == 200)
        {
            Expect(list.Json.GetProperty("projects").EnumerateArray().All(p => p.GetProperty("name").GetString() == owned.Name), list);
        }
    }

    // To a slug that nobody else wants, where it lives on beside whoever gets the one that is fought over.
    private async Task RenameOftenAsync(Operator who, List<Task> clients, CancellationToken stop)
    {
        while (!clients.TrueForAll(client => client.IsCompleted))
        {
            var answer = await who.Api.Post($"/admin/orgs/{_slug}/rename", new { slug = Some.Slug() });
            Expect(answer.Code is 202 or 404 or 409, answer);
            if (answer.Code == 202)
            {
                Interlocked.Increment(ref _renamed);
            }

            await Task.Delay(100, stop);
        }
    }

    private async Task DeleteOftenAsync(Operator who, List<Task> clients, CancellationToken stop)
    {
        while (!clients.TrueForAll(client => client.IsCompleted))
        {
            var answer = await who.Api.Post($"/admin/orgs/{_slug}/delete", new { grace_hours = 0 });
            Expect(answer.Code is 200 or 201 or 202 or 404 or 409, answer);
            await Task.Delay(50, stop);
        }
    }

    private void Expect(bool holds, ApiAnswer answer)
    {
        if (!holds)
        {
            _breaches.Add($"{answer.Code} {answer.Text}");
        }
    }

    private sealed record Owned(ApiClient Api, string Name) : IDisposable
    {
        public void Dispose() => Api.Dispose();
    }
}
