using BraidMgr.Contracts.Chat;

namespace BraidMgr.Contracts.Live;

/// <summary>Messages that were stored, in order.</summary>
/// <param name="Room">The session.</param>
/// <param name="Messages">The messages.</param>
/// <param name="MembersVersion">Rises when somebody may no longer be in the session: connections are checked before these are delivered.</param>
[GenerateSerializer, Immutable, Alias("braid.chat-notice")]
public sealed record ChatNotice(RoomId Room, IReadOnlyList<ChatMessage> Messages, long MembersVersion);

/// <summary>A host's subscription to a session.</summary>
/// <param name="Observer">Where it is told.</param>
/// <param name="HostId">The host; new at each of its starts.</param>
/// <param name="Present">Who is connected to it in this session.</param>
[GenerateSerializer, Immutable, Alias("braid.chat-watch")]
public sealed record ChatWatch(ILiveObserver Observer, Guid HostId, IReadOnlyList<ChatUser> Present)
{
    /// <summary>How long a subscription lasts that is not renewed: a host that has died is dropped by then.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);
}

/// <summary>How a session stands.</summary>
/// <param name="LastSeq">The number of its last message.</param>
/// <param name="MembersVersion">See <see cref="ChatNotice"/>.</param>
/// <param name="Present">Who is connected, on whichever host, by name.</param>
/// <param name="ReadMarks">How far each member has read.</param>
/// <param name="Restored">When it was noticed last that a backup was restored, in ticks: messages that were told are gone. 0 where nothing is known of it.</param>
[GenerateSerializer, Immutable, Alias("braid.chat-pulse")]
public sealed record ChatPulse(
    long LastSeq, long MembersVersion, IReadOnlyList<ChatUser> Present, IReadOnlyList<ChatReadMark> ReadMarks, long Restored = 0);

/// <summary>A person, as presence and typing show them.</summary>
[GenerateSerializer, Immutable, Alias("braid.chat-user")]
public sealed record ChatUser(Guid UserId, string UserName);

/// <summary>How far a member has read.</summary>
[GenerateSerializer, Immutable, Alias("braid.chat-read-mark")]
public sealed record ChatReadMark(Guid UserId, long Seq);
