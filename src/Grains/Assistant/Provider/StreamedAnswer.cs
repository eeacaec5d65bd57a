using System.Text;
using Anthropic.Models.Messages;
using BraidMgr.Contracts.Errors;

namespace BraidMgr.Grains.Assistant.Provider;

/// <summary>An answer as it comes in.</summary>
internal sealed class StreamedAnswer
{
    private readonly StringBuilder _text = new();
    private long _tokensAsked;
    private long _tokensAnswered;
    private string? _reason;
    private bool _ended;

    /// <summary>Characters that came so far.</summary>
    public int Length => _text.Length;

    /// <summary>Tokens of what was sent and of what came.</summary>
    public int Tokens => (int)Math.Min(int.MaxValue, _tokensAsked + _tokensAnswered);

    /// <summary>Takes an event; the text in it, null where it has none.</summary>
    public string? Take(RawMessageStreamEvent part)
    {
        if (part.TryPickContentBlockDelta(out var delta))
        {
            return delta.Delta.TryPickText(out var text) ? Append(text.Text) : null;
        }

        if (part.TryPickStart(out var start))
        {
            var usage = start.Message.Usage;
            _tokensAsked = usage.InputTokens + (usage.CacheCreationInputTokens ?? 0) + (usage.CacheReadInputTokens ?? 0);
        }
        else if (part.TryPickDelta(out var end))
        {
            (_tokensAnswered, _reason) = (end.Usage.OutputTokens, end.Delta.StopReason?.Raw());
        }
        else if (part.TryPickStop(out _))
        {
            _ended = true;
        }

        return null;
    }

    /// <summary>The whole answer. UNAVAILABLE when its end did not come, or when there is none.</summary>
    public string End()
    {
        if (!_ended)
        {
            throw Error.Unavailable("The assistant's provider broke off in the middle of its answer.");
        }

        return _reason switch
        {
            "refusal" => throw new BraidException(ErrorKind.Unavailable, "The assistant's provider declines to answer this."),
            _ when string.IsNullOrWhiteSpace(_text.ToString()) => throw Error.Unavailable("The assistant's provider answered nothing."),
            "max_tokens" or "model_context_window_exceeded" => $"{_text} … (cut off: the answer is longer than one may be)",
            _ => _text.ToString(),
        };
    }

    private string Append(string text)
    {
        _text.Append(text);
        return text;
    }
}
