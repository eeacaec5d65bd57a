using Anthropic;
using Anthropic.Core;
using Anthropic.Exceptions;
using BraidMgr.Contracts.Chat;
using BraidMgr.Contracts.Errors;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace BraidMgr.Grains.Assistant.Provider;

/// <summary>
/// Answers by Anthropic's API. It sends what the asker may see and asks for text: the model has no tools, so nothing that it reads can
/// make it do anything. Failures are told in words for the asker; the log gets their kind, and nothing of what was sent.
/// </summary>
internal sealed class AnthropicAssistant : IAssistant, IDisposable
{
    private readonly AssistantOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<AnthropicAssistant> _logger;
    private readonly AnthropicClient _client;

    /// <summary>Reads the key; connects to nothing yet.</summary>
    public AnthropicAssistant(IOptions<AssistantOptions> options, TimeProvider time, ILogger<AnthropicAssistant> logger)
    {
        (_options, _time, _logger) = (options.Value, time, logger);
        _client = new AnthropicClient(new ClientOptions
        {
            ApiKey = _options.ReadKey(),
            // Otherwise the SDK would take one from its own environment variable.
            AuthToken = null,
            BaseUrl = _options.Url,
            MaxRetries = _options.Retries,
            Timeout = TimeSpan.FromSeconds(_options.AnswerSeconds),
            HttpClient = ProviderConnection.Open(),
        });
    }

    /// <inheritdoc/>
    public async Task<Reply> Answer(AssistantQuestion question, Sight sight, Func<string, Task> say)
    {
        var briefing = await Briefing.Write(question, sight, DateOnly.FromDateTime(_time.GetUtcNow().UtcDateTime), _options.MaxDataCharacters);
        var answer = new StreamedAnswer();
        using var patience = new Patience(_options, _time);
        try
        {
            await foreach (var part in _client.Messages.CreateStreaming(Prompt.Of(question, briefing, _options), patience.Token))
            {
                patience.Renew();
                if (answer.Take(part) is { Length: > 0 } text)
                {
                    await say(text);
                }
            }
        }
        catch (Exception error) when (error is AnthropicException or OperationCanceledException or HttpRequestException or IOException)
        {
            throw Told(error, answer);
        }

        var whole = answer.End();
        return new(whole, briefing.RefsOf(whole), answer.Tokens);
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private BraidException Told(Exception error, StreamedAnswer answer)
    {
        _logger.LogWarning(
            "The assistant's provider failed with {Error}, status {Status}, kind {Kind}, after {Characters} characters of an answer",
            error.GetType().Name, (int?)(error as AnthropicApiException)?.StatusCode, (error as AnthropicServiceException)?.ErrorType, answer.Length);
        return error is OperationCanceledException
            ? Error.Unavailable($"The assistant's provider {(answer.Length == 0 ? "did not answer in time" : "stopped in the middle of its answer")} (Assistant:SilenceSeconds {_options.SilenceSeconds}, Assistant:AnswerSeconds {_options.AnswerSeconds}).")
            : ProviderFailures.Of(error);
    }
}
