using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using BraidMgr.Fault.Tests.Harness;
using BraidMgr.Testing;
using Xunit.Abstractions;

namespace BraidMgr.Fault.Tests.Chat;

/// <summary>Senders and watchers in a Node process: the real client of the hub, behind a network that cuts frames.</summary>
internal sealed class ChatLoad : IDisposable
{
    /// <summary>Takes an organization's database from whoever has it, as another activation would.</summary>
    public const string TakeOver = "update org_owner set owner_token = gen_random_uuid(), epoch = epoch + 1";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private const int Sessions = 4;

    /// <summary>How many connections send, unless more are asked for.</summary>
    public const int Senders = 8;

    /// <summary>How many messages each of them has under way at once, as load.mjs says too.</summary>
    public const int LanesOfASender = 8;

    private readonly Process _node;
    private readonly Organization _organization;
    private readonly IReadOnlyList<Guid> _sessions;
    private readonly int _messages;
    private readonly TaskCompletionSource<JsonElement> _report = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _acknowledged;
    private int _reconnects;

    private ChatLoad(IEnumerable<ApiProcess> hosts, Organization organization, IReadOnlyList<Guid> sessions, int messages, int senders, double cut, TimeSpan rest)
    {
        (_organization, _sessions, _messages) = (organization, sessions, messages);
        _node = Process.Start(new ProcessStartInfo("node", [Path.Combine(NodeClient.Folder, "load.mjs")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        _node.StandardInput.WriteLine(JsonSerializer.Serialize(new
        {
            hosts = hosts.Select(h => h.Address.ToString()),
            tokens = new[] { organization.Token },
            sessions,
            senders,
            watchers = 10,
            messages,
            cut,
            rest = rest.TotalMilliseconds,
        }));
        _ = ReadAsync();
    }

    /// <summary>Begins: senders and watchers in four sessions of the first organization, on all hosts in turn.</summary>
    /// <param name="installation">Its hosts and organization.</param>
    /// <param name="messages">How many are sent in all.</param>
    /// <param name="senders">How many connections send, with <see cref="LanesOfASender"/> messages under way each.</param>
    /// <param name="cut">The share of frames that is cut off.</param>
    /// <param name="rest">How long each lane waits between two messages.</param>
    public static async Task<ChatLoad> BeginAsync(Installation installation, int messages, int senders, double cut, TimeSpan rest = default)
    {
        var sessions = new List<Guid>();
        for (var i = 0; i < Sessions; i++)
        {
            sessions.Add((await installation.Client.Post(installation.Organizations[0], "chat/sessions", new { title = $"{i}" }, null, 201)).Ok().Id);
        }

        return new(installation.Hosts, installation.Organizations[0], sessions, messages, senders, cut, rest);
    }

    /// <summary>How many messages were acknowledged so far.</summary>
    public int Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>Waits until a number of messages was acknowledged.</summary>
    public async Task ReachesAsync(int acknowledged)
    {
        var clock = Stopwatch.StartNew();
        for (var last = Acknowledged; last < acknowledged && !_report.Task.IsCompleted; last = Acknowledged)
        {
            await Task.Delay(50);
            if (Acknowledged > last)
            {
                clock.Restart();
            }

            (clock.Elapsed < Patience).ShouldBeTrue($"nothing was acknowledged for {Patience} after {last} messages");
        }
    }

    /// <summary>Lets everything fail in turn, evenly over what is said, waits for the end, and says how long it took.</summary>
    public async Task SurvivesAsync(ChatScale scale, ITestOutputHelper output, params IReadOnlyList<Func<Task>> faults)
    {
        var clock = Stopwatch.StartNew();
        var count = scale.Rounds * faults.Count;
        for (var i = 0; i < count; i++)
        {
            await ReachesAsync((i + 1) * scale.Messages / (count + 1));
            await faults[i % faults.Count]();
        }

        await EndsWellAsync();
        output.WriteLine($"{Acknowledged} messages and {count} faults in {clock.Elapsed}; clients connected {_reconnects} times");
    }

    /// <summary>Waits for the end: what was acknowledged is stored once and in order, and was heard so by every watcher.</summary>
    public async Task EndsWellAsync()
    {
        await ReachesAsync(_messages);
        var report = await _report.Task.WaitAsync(TimeSpan.FromMinutes(30));
        report.GetProperty("wrong").EnumerateArray().Select(w => w.GetString()).Take(10).ShouldBeEmpty();
        report.GetProperty("acked").GetInt32().ShouldBe(_messages);
        for (var i = 0; i < _sessions.Count; i++)
        {
            var stored = await _organization.Rows("select client_message_id || ' ' || seq from chat_messages where session_id = $1 order by seq", _sessions[i]);
            var acknowledged = report.GetProperty("stored")[i].EnumerateArray()
                .Select(m => (Id: m[0].GetString()!, Seq: m[1].GetInt64())).OrderBy(m => m.Seq)
                .Select(m => string.Create(CultureInfo.InvariantCulture, $"{m.Id} {m.Seq}")).ToList();
            stored.ShouldBe(acknowledged);
            (await _organization.Rows("select max(seq) - count(*) from chat_messages where session_id = $1", _sessions[i])).ShouldBe(["0"]);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _node.StandardInput.Close();
        _node.WaitForExit();
        _node.Dispose();
    }

    private async Task ReadAsync()
    {
        try
        {
            while (await _node.StandardOutput.ReadLineAsync() is { } line)
            {
                var told = JsonSerializer.Deserialize<JsonElement>(line);
                _reconnects = told.GetProperty("reconnects").GetInt32();
                Volatile.Write(ref _acknowledged, told.GetProperty("acked").GetInt32());
                if (told.TryGetProperty("wrong", out _))
                {
                    _report.TrySetResult(told);
                }
            }

            _report.TrySetException(new InvalidOperationException("the clients ended without a report"));
        }
        catch (JsonException cut)
        {
            _report.TrySetException(cut);
        }
    }
}
