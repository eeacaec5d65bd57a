using System.Text.Json.Serialization;
using BraidMgr.Contracts.Chat;

namespace BraidMgr.Api.Hubs;

/// <summary>What a client is answered that has joined; what follows is sent when this is on its way, so that it comes first.</summary>
internal abstract record Answer(Seat Seat)
{
    /// <summary>What is sent.</summary>
    public abstract object Value { get; }
}

/// <summary>The messages that a client has missed.</summary>
internal sealed record JoinAnswer(Seat Seat, IReadOnlyList<ChatMessage> Messages) : Answer(Seat)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override object Value => Messages.ToArray();
}

/// <summary>The version of a project up to which a client has been told of changes once it has what was sent first.</summary>
internal sealed record WatchAnswer(Seat Seat, long Version) : Answer(Seat)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override object Value => Version;
}
