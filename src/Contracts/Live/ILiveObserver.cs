using BraidMgr.Contracts.Projects;

namespace BraidMgr.Contracts.Live;

/// <summary>
/// What grains tell an API host; one observer per host. Every notification is a hint that may be lost or come twice: numbers say what
/// is missing, and hosts compare them every second or so (architecture, rule 12).
/// </summary>
public interface ILiveObserver : IGrainObserver
{
    /// <summary>Messages were stored.</summary>
    void ChatStored(ChatNotice notice);

    /// <summary>A part of an answer that is being written.</summary>
    void ChatDelta(RoomId room, Guid messageId, string text);

    /// <summary>Somebody is writing.</summary>
    void ChatTyping(RoomId room, ChatUser user);

    /// <summary>Somebody has read up to a message.</summary>
    void ChatRead(RoomId room, ChatReadMark mark);

    /// <summary>Who is there, or whether they still may be, has changed: ask.</summary>
    void ChatChanged(RoomId room);

    /// <summary>Something was changed in a project.</summary>
    void ProjectChanged(ProjectNotice notice);

    /// <summary>Who may do what in an organization has changed.</summary>
    void AccessChanged(Guid organizationId, long version);
}

/// <summary>What can be watched: a chat session or a project of an organization.</summary>
[GenerateSerializer, Immutable, Alias("braid.room-id")]
public readonly record struct RoomId(Guid OrganizationId, Guid Id);

/// <summary>Why a connection no longer hears of a session or a project.</summary>
public static class ClosedReason
{
    /// <summary>The access to the project or the organization was lost.</summary>
    public const string AccessLost = "access_lost";

    /// <summary>The membership in the session has ended.</summary>
    public const string Removed = "removed";

    /// <summary>The session or the project was deleted.</summary>
    public const string Deleted = "deleted";

    /// <summary>The sign-in has ended.</summary>
    public const string SignedOut = "signed_out";

    /// <summary>The token has expired and was not renewed; the connection ends.</summary>
    public const string Expired = "expired";

    /// <summary>The client reads too slowly: it joins again with the last number that it has.</summary>
    public const string Behind = "behind";

    /// <summary>A backup was restored: what was heard may be no longer so, and the client begins anew, from 0.</summary>
    public const string Restored = "restored";
}
