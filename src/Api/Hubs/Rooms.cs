using System.Collections.Concurrent;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Live;
using BraidMgr.Contracts.Projects;
using Microsoft.Extensions.Options;

namespace BraidMgr.Api.Hubs;

/// <summary>The sessions and projects that connections of this host hear of, and what grains tell of them.</summary>
internal sealed class Rooms(IGrainFactory grains, IOptions<LiveOptions> options, ILogger<Rooms> logger) : ILiveObserver
{
    private readonly ConcurrentDictionary<RoomId, Lazy<Task<ChatRoom>>> _chats = new();
    private readonly ConcurrentDictionary<RoomId, Lazy<Task<ProjectRoom>>> _projects = new();

    /// <summary>This start of this host.</summary>
    public Guid HostId { get; } = Guid.NewGuid();

    /// <summary>Where grains tell this host; made by <see cref="Heartbeat"/> before the host serves.</summary>
    public ILiveObserver Observer { get; set; } = null!;

    /// <summary>The rooms that are open.</summary>
    public IEnumerable<Room> Open => Opened(_chats).Concat<Room>(Opened(_projects));

    /// <summary>Gives a connection a place in a session.</summary>
    public Task<(ChatRoom Room, Seat Seat)> EnterChat(RoomId id, Connection connection) => Enter(_chats, id, connection, async () =>
    {
        var grain = grains.ChatSession(id.OrganizationId, id.Id);
        var pulse = await grain.Watch(new(Observer, HostId, []));
        return new ChatRoom(id, grain, grains.Access(id.OrganizationId), Observer, HostId, pulse, options.Value, logger);
    });

    /// <summary>Gives a connection a place at a project.</summary>
    public Task<(ProjectRoom Room, Seat Seat)> EnterProject(RoomId id, Connection connection) => Enter(_projects, id, connection, async () =>
    {
        var grain = grains.Project(id.OrganizationId, id.Id);
        var pulse = await grain.Watch(Observer, HostId);
        return new ProjectRoom(id, grain, grains.Access(id.OrganizationId), Observer, HostId, pulse, options.Value, logger);
    });

    /// <summary>Lets go of a room that nobody is in.</summary>
    public async Task Drop(Room room)
    {
        if (room.EndIfEmpty() && (Forget(_chats, room) || Forget(_projects, room)))
        {
            await room.LeaveAsync();
        }
    }

    /// <inheritdoc/>
    public void ChatStored(ChatNotice notice) => Find(_chats, notice.Room)?.Stored(notice);

    /// <inheritdoc/>
    public void ChatDelta(RoomId room, Guid messageId, string text) => Find(_chats, room)?.Hint(Entry.Call("MessageDelta", room.Id, messageId, text));

    /// <inheritdoc/>
    public void ChatTyping(RoomId room, ChatUser user) => Find(_chats, room)?.Hint(Entry.Call("Typing", room.Id, user));

    /// <inheritdoc/>
    public void ChatRead(RoomId room, ChatReadMark mark) => Find(_chats, room)?.Read(mark);

    /// <inheritdoc/>
    public void ChatChanged(RoomId room) => Find(_chats, room)?.PulseSoon();

    /// <inheritdoc/>
    public void ProjectChanged(ProjectNotice notice) => Find(_projects, notice.Room)?.Changed(notice);

    /// <inheritdoc/>
    public void AccessChanged(Guid organizationId, long version)
    {
        foreach (var room in Open.Where(r => r.Id.OrganizationId == organizationId))
        {
            room.Recheck();
        }
    }

    private static async Task<(T Room, Seat Seat)> Enter<T>(
        ConcurrentDictionary<RoomId, Lazy<Task<T>>> rooms, RoomId id, Connection connection, Func<Task<T>> open)
        where T : Room
    {
        while (true)
        {
            var opening = rooms.GetOrAdd(id, _ => new(open));
            try
            {
                var room = await opening.Value;
                var seat = new Seat(room, connection);
                if (room.Add(seat))
                {
                    return (room, seat);
                }

                rooms.TryRemove(KeyValuePair.Create(id, opening));
            }
            catch
            {
                rooms.TryRemove(KeyValuePair.Create(id, opening));
                throw;
            }
        }
    }

    private static bool Forget<T>(ConcurrentDictionary<RoomId, Lazy<Task<T>>> rooms, Room room)
        where T : Room =>
        rooms.TryGetValue(room.Id, out var opening) && opening.Value.IsCompletedSuccessfully && opening.Value.Result == room
        && rooms.TryRemove(KeyValuePair.Create(room.Id, opening));

    private static T? Find<T>(ConcurrentDictionary<RoomId, Lazy<Task<T>>> rooms, RoomId id)
        where T : Room =>
        rooms.TryGetValue(id, out var opening) && opening.Value.IsCompletedSuccessfully ? opening.Value.Result : null;

    private static IEnumerable<T> Opened<T>(ConcurrentDictionary<RoomId, Lazy<Task<T>>> rooms)
        where T : Room =>
        rooms.Values.Where(r => r.IsValueCreated && r.Value.IsCompletedSuccessfully).Select(r => r.Value.Result);
}
