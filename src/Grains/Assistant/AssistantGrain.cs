using BraidMgr.Contracts;
using BraidMgr.Contracts.Chat;
using BraidMgr.Contracts.Errors;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace BraidMgr.Grains.Assistant;

/// <summary>The assistant of one session. It sees what the asker may see at the moment of answering, and tells of every failure.</summary>
[Reentrant]
internal sealed partial class AssistantGrain : Grain, IAssistantGrain
{
    private readonly HashSet<Guid> _answering = [];
    private readonly IAssistant _assistant;
    private readonly IChatSessionGrain _session;
    private readonly IHostApplicationLifetime _host;
    private readonly ILogger<AssistantGrain> _logger;

    /// <summary>Made by the engine.</summary>
    public AssistantGrain(IAssistant assistant, IHostApplicationLifetime host, ILogger<AssistantGrain> logger)
    {
        (_assistant, _host, _logger) = (assistant, host, logger);
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
        catch (OperationCanceledException) when (_host.ApplicationStopping.IsCancellationRequested)
        {
            // A provider may take minutes, and a host that stops has seconds. The question is stored, and asked again where the session lives next.
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
            var sight = new Sight(GrainFactory, question.Caller, question.ProjectId);
            var reply = await _assistant.Answer(question, sight, text => _session.AssistantDelta(question.MessageId, id, text))
                .WaitAsync(_host.ApplicationStopping);
            return new(question.MessageId, id, Failed: false, reply.Text, reply.ContextRefs, reply.TokenCount);
        }
        catch (BraidException error) when (error.Kind is ErrorKind.NotFound or ErrorKind.Authorization or ErrorKind.Authentication)
        {
            return Failure(question, id, "You see nothing here any more that the question could be answered from.");
        }
        catch (OperationCanceledException) when (_host.ApplicationStopping.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception error) when (error is not (BraidException or TimeoutException or OrleansException or OutOfMemoryException))
        {
            // A defect is no reason to leave the question without an answer, and would be one each time that it is asked again.
            LogFailed(error, question.MessageId);
            return Failure(question, id, "The question could not be answered: something went wrong here. It is in the log.");
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // Who says after how long to try again, or says nothing of it, may be asked again.
            var again = error is BraidException { RetryAfterSeconds: null } ? "" : " Ask again in a moment.";
            return Failure(question, id, $"The question could not be answered: {error.Message}{again}");
        }
    }

    [LoggerMessage(LogLevel.Error, "The assistant failed at question {MessageId}")]
    private partial void LogFailed(Exception error, Guid messageId);

    private static AssistantAnswer Failure(AssistantQuestion question, Guid id, string why) => new(question.MessageId, id, Failed: true, why);
}
