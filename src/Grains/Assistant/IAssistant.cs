using BraidMgr.Contracts;
using BraidMgr.Contracts.Chat;

namespace BraidMgr.Grains.Assistant;

/// <summary>What makes answers: the built-in assistant, or a provider whose key is configured (section <c>Assistant</c>).</summary>
internal interface IAssistant
{
    /// <summary>
    /// Answers a question from what a sight shows, and says each part of the answer as soon as it is there. UNAVAILABLE, in words for
    /// the asker, when no answer can be had.
    /// </summary>
    Task<Reply> Answer(AssistantQuestion question, Sight sight, Func<string, Task> say);
}

/// <summary>An answer.</summary>
/// <param name="Text">All of it.</param>
/// <param name="ContextRefs">What it refers to.</param>
/// <param name="TokenCount">What it cost: the tokens of what was asked and answered.</param>
internal sealed record Reply(string Text, JsonText ContextRefs, int TokenCount);
