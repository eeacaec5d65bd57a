using System.Text.Json;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Chat;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Live;
using BraidMgr.Grains.Access;
using BraidMgr.Grains.Chat.Statements;
using BraidMgr.Grains.Orgs;
using BraidMgr.Grains.Orgs.Statements;
using Microsoft.Extensions.Logging;

namespace BraidMgr.Grains.Chat;

// The messages, and how far they were read.
internal sealed partial class ChatSessionGrain
{
    private const int MaxBytesPassedOn = 1 << 20;

    private static readonly TimeSpan StoreReadsAfter = TimeSpan.FromSeconds(5);

    private readonly Dictionary<Guid, long> _unstoredReads = [];
    private Task _storingReads = Task.CompletedTask;

    /// <inheritdoc/>
    public async Task<ChatMessagePage> Messages(Caller caller, ChatMessageQuery query)
    {
        var (state, _) = await Enter(caller);
        if (query.AfterSeq is { } after)
        {
            var before = query.BeforeSeq ?? long.MaxValue;
            var page = await After(state, after, (int)Math.Clamp(before - after - 1, 0, query.Limit), query.MaxBytes);
            return new(page, state.LastSeq);
        }

        var end = Math.Min(query.BeforeSeq ?? long.MaxValue, state.LastSeq + 1);
        return new(state.Before(end, query.Limit) ?? await Find(new(_room.Id, null, end, query.Limit)), state.LastSeq);
    }

    /// <inheritdoc/>
    public async Task<ChatMessage> Post(Change change, ChatMessageInput input)
    {
        var (state, access) = await Enter(change.Caller);
        ChatMessage? stored = null;
        var seq = await _answers.Once(change, StoredSeq, async () =>
        {
            ChatRules.Check(input);
            var write = new CreateMessage
            {
                Context = WriteContext.Of(change),
                MessageId = Ids.Next(),
                SessionId = _room.Id,
                Role = ChatRole.User,
                Author = change.Caller.UserId,
                Content = input.Content!,
                ClientMessageId = input.ClientMessageId,
                AsksAssistant = ChatRules.AsksAssistant(state.Session.Assistant, input.Content!),
            };
            stored = await Store(write, access.UserName);
            return stored.UserId == change.Caller.UserId
                ? stored.Seq
                : throw Error.Conflict($"The client_message_id {input.ClientMessageId} was used by somebody else in this session.");
        });
        return stored ?? (await After(await State(), seq - 1, 1))[0];
    }

    /// <inheritdoc/>
    public async Task Read(Caller caller, long seq)
    {
        var (state, _) = await Enter(caller);
        var mark = new ChatReadMark(caller.UserId, Math.Min(seq, state.LastSeq));
        if (!state.Read(mark.UserId, mark.Seq))
        {
            return;
        }

        _unstoredReads[mark.UserId] = mark.Seq;
        _watchers.Tell(host => host.ChatRead(_room, mark));
        if (_storingReads.IsCompleted)
        {
            _storingReads = StoreReadsSoon();
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ChatMessage>> Since(long afterSeq, int limit) =>
        await After(await State(), afterSeq, limit, MaxBytesPassedOn);

    private async Task<ChatMessage> Store(CreateMessage write, string? name)
    {
        var row = await Commit(write, (state, stored) => Apply(state, stored.Message, write.Author, name));
        if (row is null)
        {
            await Reload();
            throw Gone();
        }

        var message = row.Message with { UserName = name };
        if (row.AsksAssistant && message.Id == write.MessageId)
        {
            _memory.Apply(state => state.Questions[message.Id] = message);
            await Ask(message, write.Context.UserId is { } asker ? Person(asker) : null);
        }

        return message;
    }

    // A message that somebody else has sent under the same id is theirs to apply, with their name.
    private void Apply(ChatState state, ChatMessage message, Guid? author, string? name)
    {
        if (message.UserId == author)
        {
            Stored(state.Add(message with { UserName = name }));
        }
    }

    private async Task<IReadOnlyList<ChatMessage>> After(ChatState state, long seq, int limit, int maxBytes = int.MaxValue) =>
        state.After(seq, limit, maxBytes) ?? await Find(new(_room.Id, seq, state.LastSeq + 1, limit, maxBytes));

    private async Task<IReadOnlyList<ChatMessage>> Find(FindMessages query) => await _access.Grain.WithNames((await _org.Query(query))!.Items);

    private static long StoredSeq(JsonText row)
    {
        using var json = JsonDocument.Parse(row.Json);
        return json.RootElement.GetProperty("seq").GetInt64();
    }

    // Whoever reads on tells so with every message; one write every few seconds holds them all.
    private async Task StoreReadsSoon()
    {
        do
        {
            await Task.Delay(StoreReadsAfter, _time);
        }
        while (await StoreReads() && _unstoredReads.Count > 0);
    }

    // What could not be stored is kept, and goes with what is read next.
    private async Task<bool> StoreReads()
    {
        var marks = _unstoredReads.ToList();
        try
        {
            if (marks.Count > 0)
            {
                await _org.Execute(new StoreReads(_room.Id, marks.ConvertAll(m => m.Key), marks.ConvertAll(m => m.Value)) { Context = WriteContext.System });
            }
        }
        catch (BraidException error)
        {
            LogReadsNotStored(error, _room.OrganizationId, _room.Id);
            return false;
        }

        foreach (var (user, seq) in marks.Where(m => _unstoredReads.GetValueOrDefault(m.Key) == m.Value))
        {
            _unstoredReads.Remove(user);
        }

        return true;
    }

    [LoggerMessage(LogLevel.Warning, "How far chat session {SessionId} of organization {OrganizationId} was read could not be stored")]
    private partial void LogReadsNotStored(Exception error, Guid organizationId, Guid sessionId);
}
