using BraidMgr.Contracts;
using BraidMgr.Contracts.Live;
using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Tests.Accounts;
using BraidMgr.Testing;

namespace BraidMgr.Grains.Tests.Chat;

/// <summary>Who is shown to be in a session, as hosts come and go.</summary>
[Collection(SharedGrains.Name)]
public sealed class PresenceTests(GrainsHost host)
{
    [Fact]
    public async Task Who_was_connected_to_a_host_that_has_died_is_shown_no_more()
    {
        var owner = await host.Register();
        var organization = owner.Caller().OrganizationId;
        var session = await host.Grains.ChatSessions(organization).Create(owner.Change(), new());
        var grain = host.Grains.ChatSession(organization, session.Id);
        var ears = new Ears();
        var observer = host.Grains.CreateObjectReference<ILiveObserver>(ears);
        var (died, lives) = (Guid.NewGuid(), Guid.NewGuid());
        ChatUser ann = new(Guid.NewGuid(), "Ann"), bo = new(Guid.NewGuid(), "Bo");

        await grain.Watch(new(observer, died, new List<ChatUser> { ann, bo }));
        (await WatchAsync()).ShouldBe([ann, bo]);
        host.Time.Advance(ChatWatch.Lifetime / 2);
        (await WatchAsync()).ShouldBe([ann, bo]);
        host.Time.Advance((ChatWatch.Lifetime / 2) + TimeSpan.FromSeconds(1));
        var changes = ears.Changes;
        (await WatchAsync()).ShouldBe([bo], "Bo is connected to the other host as well");
        // Hosts are told that it has changed.
        await Eventually.Holds(() => ears.Changes > changes);
        GC.KeepAlive(ears);

        async Task<IReadOnlyList<ChatUser>> WatchAsync() => (await grain.Watch(new(observer, lives, new List<ChatUser> { bo }))).Present;
    }

    private sealed class Ears : ILiveObserver
    {
        private int _changes;

        public int Changes => Volatile.Read(ref _changes);

        public void ChatChanged(RoomId room) => Interlocked.Increment(ref _changes);

        public void ChatStored(ChatNotice notice)
        {
        }

        public void ChatDelta(RoomId room, Guid messageId, string text)
        {
        }

        public void ChatTyping(RoomId room, ChatUser user)
        {
        }

        public void ChatRead(RoomId room, ChatReadMark mark)
        {
        }

        public void ProjectChanged(ProjectNotice notice)
        {
        }

        public void AccessChanged(Guid organizationId, long version)
        {
        }
    }
}
