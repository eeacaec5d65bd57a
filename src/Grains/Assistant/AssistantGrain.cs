using BraidMgr.Contracts;
using BraidMgr.Contracts.Chat;
using BraidMgr.Contracts.Errors;
using Orleans.Concurrency;

namespace BraidMgr.Grains.Assistant;

/// <summary>The assistant of one session. It sees what the asker may see at the moment of answering, and tells of every failure.</summary>
[Reentrant]
internal sealed class AssistantGrain : Grain, IAssistantGrain
{
    private readonly HashSet<Guid> _answering = [];
    private readonly IChatSessionGrain _session;

    /// <summary>Made by the engine.</summary>
    public AssistantGrain()
    {
        var (organizationId, sessionId) = GrainKeys.ReadPair(this.GetPrimaryKeyString());
        _session = GrainFactory.ChatSession(organizationId, sessionId);
    }

    /// <inheritdoc/>
    public async Task Asked(AssistantQuestion question)
    {
        if (!_answering.Add(question.MessageId))
        {
            return;
        }

        try
        {
            await _session.AssistantAnswered(await Answer(question));
        }
        finally
        {
            _answering.Remove(question.MessageId);
        }
    }

    private async Task<AssistantAnswer> Answer(AssistantQuestion question)
    {
        var id = Ids.Next();
        try
        {
            var draft = await new BuiltInAssistant(new Sight(GrainFactory, question.Caller, question.ProjectId)).Answer(question.Text);
            foreach (var line in draft.Lines)
            {
                await _session.AssistantDelta(question.MessageId, id, line);
            }

            return new(question.MessageId, id, Failed: false, draft.Text, draft.ContextRefs, draft.TokensWith(question.Text));
        }
        catch (BraidException error) when (error.Kind is ErrorKind.NotFound or ErrorKind.Authorization or ErrorKind.Authentication)
        {
            return Failure(question, id, "You see nothing here any more that the question could be answered from.");
        }
        catch (Exception error) when (error is BraidException or TimeoutException or OrleansException)
        {
            return Failure(question, id, $"The question could not be answered: {error.Message} Ask again in a moment.");
        }
    }

    private static AssistantAnswer Failure(AssistantQuestion question, Guid id, string why) => new(question.MessageId, id, Failed: true, why);
}
