using BraidMgr.Api.Hubs;
using BraidMgr.Contracts.Live;
using BraidMgr.Contracts.Projects;
using Microsoft.Extensions.DependencyInjection;

namespace BraidMgr.Api.Tests.Live;

/// <summary>A bad network between grains and a host: notifications are lost, delayed past the next one, and doubled.</summary>
public sealed class LossyNotifications : IHostHook
{
    /// <inheritdoc/>
    public void Configure(IServiceCollection services) => services.AddSingleton<ILiveObserver>(p => new Lossy(p.GetRequiredService<Rooms>()));

    private sealed class Lossy(ILiveObserver inner) : ILiveObserver
    {
        private int _told;
        private Action? _late;

        public void ChatStored(ChatNotice notice) => Pass(() => inner.ChatStored(notice));

        public void ProjectChanged(ProjectNotice notice) => Pass(() => inner.ProjectChanged(notice));

        public void ChatDelta(RoomId room, Guid messageId, string text) => Pass(() => inner.ChatDelta(room, messageId, text));

        public void ChatTyping(RoomId room, ChatUser user) => Pass(() => inner.ChatTyping(room, user));

        public void ChatRead(RoomId room, ChatReadMark mark) => Pass(() => inner.ChatRead(room, mark));

        public void ChatChanged(RoomId room) => Pass(() => inner.ChatChanged(room));

        public void AccessChanged(Guid organizationId, long version) => Pass(() => inner.AccessChanged(organizationId, version));

        private void Pass(Action notification)
        {
            switch (Interlocked.Increment(ref _told) % 4)
            {
                case 0:
                    Console.WriteLine("A notification is lost.");
                    break;
                case 1:
                    Interlocked.Exchange(ref _late, notification)?.Invoke();
                    break;
                case 2:
                    notification();
                    Interlocked.Exchange(ref _late, null)?.Invoke();
                    break;
                default:
                    notification();
                    notification();
                    break;
            }
        }
    }
}
