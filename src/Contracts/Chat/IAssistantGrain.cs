using BraidMgr.Contracts.Access;
using Orleans.CodeGeneration;
using Orleans.Concurrency;

namespace BraidMgr.Contracts.Chat;

/// <summary>
/// The assistant of one chat session (key: organization and session). It speaks through <see cref="IChatAssistance.AssistantDelta"/>
/// and <see cref="IChatAssistance.AssistantAnswered"/>.
/// </summary>
[Alias("braid.assistant-grain"), Version(1)]
public interface IAssistantGrain : IGrainWithStringKey
{
    /// <summary>
    /// Told of a question once it is stored. The session asks again, under the same message id, as long as no answer is stored: after
    /// a restart and, for one that takes long, every <see cref="AssistantQuestion.AskAgainAfter"/>. A question that is being
    /// answered is not begun anew.
    /// </summary>
    [OneWay]
    Task Asked(AssistantQuestion question);
}

/// <summary>A message that addresses the assistant.</summary>
/// <param name="Caller">Who asks; what they may see is asked of the access grain when the answer is made.</param>
/// <param name="SessionId">The session.</param>
/// <param name="MessageId">The message.</param>
/// <param name="Seq">Its number in the session.</param>
/// <param name="Text">Its content.</param>
/// <param name="ProjectId">The session's project; null: all that the asker may see in the organization.</param>
/// <param name="Recent">The messages before it, oldest first; at most <see cref="RecentTurns"/>.</param>
[GenerateSerializer, Immutable, Alias("braid.assistant-question")]
public sealed record AssistantQuestion(
    Caller Caller, Guid SessionId, Guid MessageId, long Seq, string Text, Guid? ProjectId, IReadOnlyList<ChatMessage> Recent)
{
    /// <summary>How many messages before the question go with it at most.</summary>
    public const int RecentTurns = 20;

    /// <summary>After how long without an answer the session asks again.</summary>
    public static readonly TimeSpan AskAgainAfter = TimeSpan.FromMinutes(2);
}

/// <summary>The end of an answer.</summary>
/// <param name="ReplyTo">The id of the message that was answered.</param>
/// <param name="MessageId">The id of the answer, the one of its deltas.</param>
/// <param name="Failed">Whether no answer could be made: then the content says why, and is stored under the role system.</param>
/// <param name="Content">The whole answer; what exceeds 32 KiB is cut off.</param>
/// <param name="ContextRefs">What it refers to, as JSON.</param>
/// <param name="TokenCount">What it cost.</param>
[GenerateSerializer, Immutable, Alias("braid.assistant-answer")]
public sealed record AssistantAnswer(
    Guid ReplyTo, Guid MessageId, bool Failed, string Content, JsonText? ContextRefs = null, int? TokenCount = null);
