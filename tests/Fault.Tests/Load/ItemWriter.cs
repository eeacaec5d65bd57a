using BraidMgr.Fault.Tests.Harness;

namespace BraidMgr.Fault.Tests.Load;

/// <summary>
/// Creates items of one project under Idempotency-Keys and changes them with If-Match, one request at a time, as a careful
/// client does: what has no answer is retried under its key, or looked up before it is changed again.
/// </summary>
internal sealed class ItemWriter(Client client, Conduct conduct, Organization organization, Guid project, Ledger ledger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly List<WrittenItem> _items = [];
    private readonly Queue<string> _unanswered = new();

    /// <summary>How many changes were acknowledged.</summary>
    public int Successes { get; private set; }

    /// <summary>How long it rests after each step.</summary>
    public TimeSpan Between { get; init; }

    public Guid Project => project;

    private string Path => $"projects/{project}/items";

    public async Task RunAsync(CancellationToken until)
    {
        while (!until.IsCancellationRequested)
        {
            if (!await Step())
            {
                await Task.Delay(Pause, CancellationToken.None);
            }

            await Task.Delay(Between, CancellationToken.None);
        }
    }

    /// <summary>Until every creation is answered and no change is in doubt.</summary>
    public async Task SettleAsync()
    {
        while (_unanswered.TryDequeue(out var key))
        {
            await Persist(() => Create(key));
        }

        foreach (var item in _items.Where(i => i.InDoubt is not null))
        {
            await Persist(() => LookUp(item));
        }
    }

    /// <summary>One more item, however long it takes within reason.</summary>
    public Task CreateOneAsync()
    {
        var key = ledger.NewKey();
        return Persist(() => Create(key));
    }

    private Task<bool> Step() => Random.Shared.Next(10) switch
    {
        < 5 => Create(ledger.NewKey()),
        5 when _unanswered.TryDequeue(out var key) => Create(key),
        6 => Contend(),
        _ when _items.Count > 0 => Change(_items[Random.Shared.Next(_items.Count)]),
        _ => Contend(),
    };

    private async Task<bool> Create(string key)
    {
        var answer = await client.Post(organization, Path, new { type = "Risk", title = key }, key, 201);
        if (!answer.IsSuccess)
        {
            _unanswered.Enqueue(key);
            return false;
        }

        Require(answer.Title == key && answer.Version == 1, "not the item of its key", answer);
        _items.Add(new WrittenItem(answer));
        return Acknowledge(answer);
    }

    private async Task<bool> Change(WrittenItem item)
    {
        if (item.InDoubt is not null)
        {
            return await LookUp(item);
        }

        var title = item.NextTitle;
        int[] allowed = conduct.MayChangeLate && item.MayChangeLate ? [200, 412] : [200];
        var answer = await client.Patch(organization, $"{Path}/{item.Id}", new { title }, item.Version, allowed);
        if (!answer.IsSuccess)
        {
            item.InDoubt = title;
            item.IsRefused = answer.Status == 412;
            return false;
        }

        Require(item.TakeOver(answer, title), "not the change that was sent", answer);
        return Acknowledge(answer);
    }

    private async Task<bool> LookUp(WrittenItem item)
    {
        var answer = await client.Get(organization, $"{Path}/{item.Number}", 200);
        if (!answer.IsSuccess)
        {
            return false;
        }

        if (item.IsAsBefore(answer))
        {
            Require(!item.IsRefused, "refused for a version that it has", answer);
            item.NotSeen();
            return true;
        }

        Require(item.TakeOver(answer, item.InDoubt!), "neither the item as it was nor the change in doubt", answer);
        return Acknowledge(answer);
    }

    // Everybody changes item 1: whoever has seen the last version wins, the others get 412.
    private async Task<bool> Contend()
    {
        var seen = await client.Get(organization, $"{Path}/1", 200);
        if (!seen.IsSuccess)
        {
            return false;
        }

        var answer = await client.Patch(organization, $"{Path}/1", new { title = Guid.NewGuid().ToString("N") }, seen.Version, 200, 412);
        return answer.IsSuccess ? Acknowledge(answer) : answer.Status == 412;
    }

    private bool Acknowledge(Answer answer)
    {
        ledger.Acknowledge(answer.Id, answer.Version, answer.Title);
        Successes++;
        return true;
    }

    private void Require(bool holds, string otherwise, Answer answer)
    {
        if (!holds)
        {
            conduct.Breach($"{otherwise}: {answer}");
        }
    }

    private static async Task Persist(Func<Task<bool>> step)
    {
        var until = DateTime.UtcNow + Patience;
        while (!await step())
        {
            (DateTime.UtcNow < until).ShouldBeTrue("the host does not recover");
            await Task.Delay(Pause);
        }
    }
}
