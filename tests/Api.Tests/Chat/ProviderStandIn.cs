using System.Collections.Concurrent;
using System.Text.Json;
using BraidMgr.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace BraidMgr.Api.Tests.Chat;

/// <summary>What the provider's HTTP interface does, on loopback: it notes what it is asked, and answers as a test wants.</summary>
public sealed class ProviderStandIn : IAsyncDisposable
{
    /// <summary>Tokens that it says a question has.</summary>
    public const int TokensAsked = 25;

    /// <summary>Tokens that it says an answer has.</summary>
    public const int TokensAnswered = 15;

    private readonly ConcurrentQueue<Request> _requests = new();
    private WebApplication? _app;

    /// <summary>Where it listens.</summary>
    public Uri Address { get; } = new UriBuilder("http", "127.0.0.1", FreePort.Next()).Uri;

    /// <summary>How it answers from now on.</summary>
    public Func<HttpContext, Task> Answers { get; set; } = Says("Hello.");

    /// <summary>What it was asked so far.</summary>
    public IReadOnlyList<Request> Requests => [.. _requests];

    /// <summary>What it was asked last.</summary>
    public Request Last => _requests.Last();

    /// <summary>Starts it.</summary>
    public static async Task<ProviderStandIn> StartAsync()
    {
        var standIn = new ProviderStandIn();
        await standIn.StartAgainAsync();
        return standIn;
    }

    /// <summary>Listens again where it did before.</summary>
    public async Task StartAgainAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        _app = builder.Build();
        _app.Urls.Add(Address.ToString());
        _app.Run(TakeAsync);
        await _app.StartAsync();
    }

    /// <summary>Listens no more: connections to it are refused.</summary>
    public async Task StopAsync()
    {
        if (_app is { } app)
        {
            _app = null;
            await app.DisposeAsync();
        }
    }

    /// <summary>Answers in pieces.</summary>
    public static Func<HttpContext, Task> Says(params string[] pieces) => async http =>
    {
        await BeginAsync(http, pieces);
        await SendAsync(http, new { type = "content_block_stop", index = 0 });
        await SendAsync(http, new { type = "message_delta", delta = new { stop_reason = "end_turn" }, usage = new { output_tokens = TokensAnswered } });
        await SendAsync(http, new { type = "message_stop" });
    };

    /// <summary>Begins to answer, and ends as if that were all.</summary>
    public static Func<HttpContext, Task> BreaksOffAfter(string piece) => http => BeginAsync(http, piece);

    /// <summary>Begins to answer, and then says that it cannot go on.</summary>
    public static Func<HttpContext, Task> FailsAfter(string piece) => async http =>
    {
        await BeginAsync(http, piece);
        await SendAsync(http, new { type = "error", error = new { type = "overloaded_error", message = "Overloaded" } });
    };

    /// <summary>Begins to answer where there is a piece, and then says nothing until the other side has gone.</summary>
    public static Func<HttpContext, Task> HangsAfter(string? piece = null) => async http =>
    {
        if (piece is not null)
        {
            await BeginAsync(http, piece);
        }

        var gone = new TaskCompletionSource();
        await using var registration = http.RequestAborted.Register(gone.SetResult);
        await gone.Task;
    };

    /// <summary>Refuses.</summary>
    public static Func<HttpContext, Task> Refuses(int status, string kind, string? retryAfter = null) => async http =>
    {
        http.Response.StatusCode = status;
        http.Response.Headers.RetryAfter = retryAfter;
        await http.Response.WriteAsJsonAsync(new { type = "error", error = new { type = kind, message = "No." } });
    };

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task TakeAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var body = JsonSerializer.Deserialize<JsonElement>(await reader.ReadToEndAsync());
        _requests.Enqueue(new(http.Request.Path, http.Request.Headers["x-api-key"].ToString(), body));
        await Answers(http);
    }

    private static async Task BeginAsync(HttpContext http, params string[] pieces)
    {
        http.Response.ContentType = "text/event-stream";
        await SendAsync(http, new
        {
            type = "message_start",
            message = new
            {
                id = "msg_1",
                type = "message",
                role = "assistant",
                content = Array.Empty<object>(),
                model = "a-model",
                stop_reason = (string?)null,
                stop_sequence = (string?)null,
                usage = new { input_tokens = TokensAsked, output_tokens = 1 },
            },
        });
        await SendAsync(http, new { type = "content_block_start", index = 0, content_block = new { type = "text", text = "" } });
        await SendAsync(http, new { type = "ping" });
        foreach (var piece in pieces)
        {
            await SendAsync(http, new { type = "content_block_delta", index = 0, delta = new { type = "text_delta", text = piece } });
        }
    }

    private static async Task SendAsync(HttpContext http, object data)
    {
        var json = JsonSerializer.SerializeToElement(data);
        await http.Response.WriteAsync($"event: {json.GetProperty("type").GetString()}\ndata: {json.GetRawText()}\n\n");
        await http.Response.Body.FlushAsync();
    }

    /// <summary>A request.</summary>
    /// <param name="Path">Its path.</param>
    /// <param name="Key">The key that came with it.</param>
    /// <param name="Body">Its body.</param>
    public sealed record Request(string Path, string Key, JsonElement Body)
    {
        /// <summary>The rules that the model is given.</summary>
        public string Rules => Body.GetProperty("system").GetString()!;

        /// <summary>The block of the projects' data.</summary>
        public string Data => Block(0);

        /// <summary>The block of the chat so far.</summary>
        public string Conversation => Block(1);

        /// <summary>The block of the question.</summary>
        public string Question => Block(2);

        /// <summary>The JSON values of a block, a line each, under a name.</summary>
        public static IReadOnlyList<JsonElement> Lines(string block, string name) =>
        [
            .. block.Split('\n')[1..^1].Select(line => JsonSerializer.Deserialize<JsonElement>(line))
                .Where(line => line.TryGetProperty(name, out _)).Select(line => line.GetProperty(name)),
        ];

        private string Block(int number) =>
            Body.GetProperty("messages")[0].GetProperty("content")[number].GetProperty("text").GetString()!;
    }
}
