using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using BraidMgr.Api.Tests.Harness;

namespace BraidMgr.Api.Tests.Live;

/// <summary>A Node process with clients of the hub in it; it ends with the test process.</summary>
public sealed class HubClients : IAsyncDisposable
{
    private readonly Process _node;
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> _asked = new();
    private readonly ConcurrentDictionary<int, HubClient> _clients = new();
    private readonly Task _reading;
    private int _last;

    /// <summary>Starts it.</summary>
    public HubClients()
    {
        _node = Process.Start(new ProcessStartInfo("node", [Repository.File("tests", "js", "hub.mjs")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        _reading = ReadAsync();
    }

    /// <summary>Connects a person to a host.</summary>
    public Task<HubClient> ConnectAsync(BraidHost host, Person person) => ConnectAsync(host, person.Api.Token!);

    /// <summary>Connects with a token; what is in the address goes with it.</summary>
    public async Task<HubClient> ConnectAsync(BraidHost host, string token, string query = "")
    {
        var client = new HubClient(this, Interlocked.Increment(ref _last));
        _clients[client.Id] = client;
        await AskAsync(new { act = "connect", client = client.Id, url = new Uri(host.Address, "/hubs/chat" + query).ToString(), token });
        return client;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _node.StandardInput.Close();
        await _node.WaitForExitAsync();
        await _reading;
        _node.Dispose();
    }

    internal Task<JsonElement> AskAsync(object request)
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
                _clients[told.GetProperty("client").GetInt32()].Hear(name.GetString()!, told.GetProperty("args"));
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

/// <summary>What the hub answered in place of a result: <c>… CODE: text</c>.</summary>
public sealed class HubCallException(string message) : Exception(message);
