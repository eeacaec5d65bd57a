using BraidMgr.Contracts.Chat;

namespace BraidMgr.Grains.Assistant;

/// <summary>Answers from the projects' data alone, without a provider.</summary>
internal sealed class BuiltInAssistant : IAssistant
{
    /// <inheritdoc/>
    public async Task<Reply> Answer(AssistantQuestion question, Sight sight, Func<string, Task> say)
    {
        var draft = await new BuiltInAnswer(sight).To(question.Text);
        foreach (var line in draft.Lines)
        {
            await say(line);
        }

        return new(draft.Text, draft.Refs, draft.TokensWith(question.Text));
    }
}
