using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using BraidMgr.Api.Tests.Harness;

namespace BraidMgr.Api.Tests.Live;

/// <summary>The Node process in which all tests have their clients of the hub; it ends with the test process.</summary>
internal sealed class NodeProcess
{
    private static readonly Lazy<NodeProcess> Started = new(() => new NodeProcess());

    private readonly Process _node;
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> _asked = new();
    private readonly ConcurrentDictionary<int, HubClient> _clients = new();
    private int _last;

    private NodeProcess()
    {
        _node = Process.Start(new ProcessStartInfo("node", [Repository.File("tests", "js", "hub.mjs")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        _ = ReadAsync();
    }

    /// <summary>The one that all share.</summary>
    public static NodeProcess Shared => Started.Value;

    /// <summary>A client that is not connected yet.</summary>
    public HubClient NewClient()
    {
        var client = new HubClient(this, Interlocked.Increment(ref _last));
        _clients[client.Id] = client;
        return client;
    }

    /// <summary>Gives a client up, in whatever state it is.</summary>
    public async Task DropAsync(HubClient client)
    {
        await AskAsync(new { act = "drop", client = client.Id });
        _clients.TryRemove(client.Id, out _);
    }

    /// <summary>Has something done; what came of it.</summary>
    public Task<JsonElement> AskAsync(object request)
    {
        var id = Interlocked.Increment(ref _last);
        var fields = JsonSerializer.SerializeToNode(request)!.AsObject();
        fields["id"] = id;
        var answer = _asked[id] = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_node)
        {
            _node.StandardInput.WriteLine(fields.ToJsonString());
            _node.StandardInput.Flush();
        }

        return answer.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    private async Task ReadAsync()
    {
        while (await _node.StandardOutput.ReadLineAsync() is { } line)
        {
            var told = JsonSerializer.Deserialize<JsonElement>(line);
            if (told.TryGetProperty("event", out var name))
            {
                // What was on its way when its client was given up is for nobody.
                _clients.GetValueOrDefault(told.GetProperty("client").GetInt32())?.Hear(name.GetString()!, told.GetProperty("args"));
            }
            else if (told.TryGetProperty("error", out var error))
            {
                Take(told).SetException(new HubCallException(error.GetString()!));
            }
            else
            {
                Take(told).SetResult(told.GetProperty("result"));
            }
        }
    }

    private TaskCompletionSource<JsonElement> Take(JsonElement told) =>
        _asked.TryRemove(told.GetProperty("id").GetInt32(), out var asked) ? asked : new();
}
