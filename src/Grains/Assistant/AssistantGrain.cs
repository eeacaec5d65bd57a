using BraidMgr.Contracts;
using BraidMgr.Contracts.Chat;

namespace BraidMgr.Grains.Assistant;

/// <summary>Says that there is no assistant, so that no question stays without an answer.</summary>
internal sealed class AssistantGrain : Grain, IAssistantGrain
{
    /// <inheritdoc/>
    public Task Asked(AssistantQuestion question)
    {
        var (organizationId, sessionId) = GrainKeys.ReadPair(this.GetPrimaryKeyString());
        return GrainFactory.ChatSession(organizationId, sessionId).AssistantAnswered(
            new(question.MessageId, Ids.Next(), Failed: true, "The assistant is not available in this installation."));
    }
}
