using System.Text;
using BraidMgr.Contracts.Chat;
using BraidMgr.Contracts.Live;
using BraidMgr.Grains.Chat.Statements;

namespace BraidMgr.Grains.Chat;

/// <summary>
/// A session in memory: what was loaded, and the committed changes since. Messages enter by number, in whatever order their answers
/// arrive; one that came early waits until those before it are there.
/// </summary>
internal sealed class ChatState
{
    // Half of it is dropped at once, so that it is done seldom.
    private const int Kept = 1000;
    private const int KeptCharacters = 4 << 20;

    private readonly Dictionary<Guid, MemberRow> _members;
    private readonly SortedDictionary<long, ChatMessage> _early = [];
    private readonly List<ChatMessage> _recent = [];
    private long _characters;

    /// <summary>Holds what was loaded; messages carry the names of their senders.</summary>
    public ChatState(SessionContents contents)
    {
        Session = contents.Session;
        _members = contents.Members.ToDictionary(m => m.UserId);
        Keep(contents.Recent);
        Questions = contents.Questions.ToDictionary(q => q.Id);
    }

    /// <summary>The session itself.</summary>
    public ChatSession Session { get; private set; }

    /// <summary>The members, the owner among them, in the order in which they came.</summary>
    public IEnumerable<MemberRow> Members => _members.Values.OrderBy(m => m.CreatedAt).ThenBy(m => m.UserId);

    /// <summary>The questions that have no answer yet.</summary>
    public Dictionary<Guid, ChatMessage> Questions { get; }

    /// <summary>The number of the last message.</summary>
    public long LastSeq => Session.LastSeq;

    /// <summary>How far each member has read.</summary>
    public IReadOnlyList<ChatReadMark> ReadMarks => [.. _members.Values.Select(m => new ChatReadMark(m.UserId, m.LastReadSeq))];

    /// <summary>Whether somebody is in the session.</summary>
    public bool IsMember(Guid userId) => _members.ContainsKey(userId);

    /// <summary>Somebody's membership.</summary>
    public MemberRow? Member(Guid userId) => _members.GetValueOrDefault(userId);

    /// <summary>The session as one of its members sees it.</summary>
    public ChatSession For(Guid userId) => Session with { LastReadSeq = Member(userId)?.LastReadSeq ?? 0 };

    /// <summary>Takes over a changed session.</summary>
    public void Apply(ChatSession session) => Session = session with { LastSeq = Session.LastSeq };

    /// <summary>Takes over a membership.</summary>
    public void Apply(MemberRow member) => _members[member.UserId] = member;

    /// <summary>Ends a membership.</summary>
    public void Remove(Guid userId) => _members.Remove(userId);

    /// <summary>Takes over how far somebody has read; false when that was known.</summary>
    public bool Read(Guid userId, long seq)
    {
        if (Member(userId) is not { } member || member.LastReadSeq >= seq)
        {
            return false;
        }

        _members[userId] = member with { LastReadSeq = seq };
        return true;
    }

    /// <summary>Takes over a stored message, and gives those whose turn it is now.</summary>
    public IReadOnlyList<ChatMessage> Add(ChatMessage message)
    {
        if (message.Seq <= LastSeq)
        {
            return [];
        }

        _early[message.Seq] = message;
        var next = new List<ChatMessage>();
        while (_early.Remove(LastSeq + 1, out var following))
        {
            Session = Session with { LastSeq = following.Seq, UpdatedAt = following.CreatedAt };
            next.Add(following);
        }

        Keep(next);
        return next;
    }

    /// <summary>Messages after a number from memory, as many as a page has room for; null when the first of them is not held.</summary>
    public IReadOnlyList<ChatMessage>? After(long seq, int limit, int maxBytes = int.MaxValue)
    {
        if (seq >= LastSeq)
        {
            return [];
        }

        var at = _recent.Count - (int)Math.Min(LastSeq - seq, _recent.Count + 1);
        return at < 0 ? null : _recent.GetRange(at, Fitting(at, Math.Min(limit, _recent.Count - at), maxBytes));
    }

    /// <summary>The last messages before a number from memory; null when not all of them are held.</summary>
    public IReadOnlyList<ChatMessage>? Before(long seq, int limit)
    {
        var last = Math.Min(seq - 1, LastSeq);
        var first = Math.Max(last - limit, 0);
        return last <= 0 ? [] : After(first, (int)(last - first));
    }

    private int Fitting(int at, int count, int maxBytes)
    {
        var bytes = 0L;
        var fitting = 0;
        while (fitting < count && bytes < maxBytes)
        {
            bytes += Encoding.UTF8.GetByteCount(_recent[at + fitting].Content);
            fitting++;
        }

        return fitting;
    }

    private void Keep(IReadOnlyList<ChatMessage> messages)
    {
        _recent.AddRange(messages);
        _characters += messages.Sum(m => (long)m.Content.Length);
        if (_recent.Count > Kept || _characters > KeptCharacters)
        {
            Drop();
        }
    }

    private void Drop()
    {
        var dropped = 0;
        while (_recent.Count - dropped > Kept / 2 || _characters > KeptCharacters / 2)
        {
            _characters -= _recent[dropped++].Content.Length;
        }

        _recent.RemoveRange(0, dropped);
    }
}
