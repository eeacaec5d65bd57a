using System.Diagnostics;
using System.Text.Json;
using BraidMgr.Fault.Tests.Harness;
using BraidMgr.Testing;

namespace BraidMgr.Fault.Tests.Chat;

/// <summary>Senders and watchers in a Node process: the real client of the hub, behind a network that cuts frames.</summary>
internal sealed class ChatLoad : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Process _node;
    private readonly TaskCompletionSource<JsonElement> _report = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _acknowledged;

    /// <summary>Begins.</summary>
    public ChatLoad(IEnumerable<ApiProcess> hosts, Organization organization, IReadOnlyList<Guid> sessions, int messages, double cut)
    {
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
            senders = 8,
            watchers = 10,
            messages,
            cut,
        }));
        _ = ReadAsync();
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

    /// <summary>What senders and watchers say in the end.</summary>
    public Task<JsonElement> Report => _report.Task.WaitAsync(TimeSpan.FromMinutes(30));

    /// <inheritdoc/>
    public void Dispose()
    {
        _node.StandardInput.Close();
        _node.WaitForExit();
        _node.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _node.StandardOutput.ReadLineAsync() is { } line)
        {
            var told = JsonSerializer.Deserialize<JsonElement>(line);
            Volatile.Write(ref _acknowledged, told.GetProperty("acked").GetInt32());
            if (told.TryGetProperty("wrong", out _))
            {
                _report.TrySetResult(told);
            }
        }

        _report.TrySetException(new InvalidOperationException("the clients ended without a report"));
    }
}
