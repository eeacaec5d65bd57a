using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Chat;
using BraidMgr.Grains.Chat.Statements;
using BraidMgr.Grains.Orgs.Statements;

namespace BraidMgr.Grains.Chat;

// What is asked of the assistant, and how it speaks.
internal sealed partial class ChatSessionGrain
{
    private static readonly TimeSpan AskAgainEvery = TimeSpan.FromMinutes(1);

    private readonly Dictionary<Guid, DateTimeOffset> _asked = [];

    /// <inheritdoc/>
    public Task AssistantDelta(Guid replyTo, Guid messageId, string text)
    {
        _asked[replyTo] = _time.GetUtcNow();
        _watchers.Tell(host => host.ChatDelta(_room, messageId, text));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<ChatMessage> AssistantAnswered(AssistantAnswer answer)
    {
        var message = await Store(
            new CreateMessage
            {
                Context = WriteContext.System,
                MessageId = answer.MessageId,
                SessionId = _room.Id,
                Role = answer.Failed ? ChatRole.System : ChatRole.Assistant,
                Content = ChatRules.Fit(answer.Content),
                ContextRefs = answer.ContextRefs,
                TokenCount = answer.TokenCount,
                ClientMessageId = $"{ChatRules.AnswerPrefix}{answer.ReplyTo}",
            },
            name: null);
        _asked.Remove(answer.ReplyTo);
        _memory.Apply(state => state.Questions.Remove(answer.ReplyTo));
        return message;
    }

    /// <summary>Asks what was stored and has no answer: the assistant, or this grain, may have ended before there was one.</summary>
    private void BeginAsking(ChatState state)
    {
        foreach (var question in state.Questions.Values)
        {
            _asked.TryAdd(question.Id, DateTimeOffset.MinValue);
        }

        if (state.Questions.Count > 0)
        {
            this.RegisterGrainTimer(AskAgain, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    private async Task AskAgain(CancellationToken cancellationToken)
    {
        if (_asked.Count == 0)
        {
            return;
        }

        var state = await State();
        var due = _time.GetUtcNow() - AssistantQuestion.AskAgainAfter;
        foreach (var question in state.Questions.Values.Where(q => _asked.GetValueOrDefault(q.Id) < due).OrderBy(q => q.Seq).ToList())
        {
            await Ask(question, question.UserId is { } asker ? Person(asker) : null);
        }
    }

    private async Task Ask(ChatMessage question, Caller? asker)
    {
        if (asker is null)
        {
            return;
        }

        _asked[question.Id] = _time.GetUtcNow();
        var state = await State();
        var recent = await After(state, Math.Max(0, question.Seq - 1 - AssistantQuestion.RecentTurns), AssistantQuestion.RecentTurns);
        await GrainFactory.Assistant(_room.OrganizationId, _room.Id).Asked(new(
            asker, _room.Id, question.Id, question.Seq, question.Content, state.Session.ProjectId,
            [.. recent.Where(m => m.Seq < question.Seq)]));
    }
}
