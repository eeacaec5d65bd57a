using System.Runtime.Loader;
using BraidMgr.Api.Tests.Live;
using BraidMgr.Contracts.Live;
using BraidMgr.Contracts.Projects;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

[assembly: HostingStartup(typeof(LossyNotifications))]

/// <summary>Loads this assembly into a host (DOTNET_STARTUP_HOOKS), where it takes part in composing it.</summary>
internal static class StartupHook
{
    /// <summary>Called by the runtime. Orleans looks into all that this assembly was built with: the host does not know where that is.</summary>
    public static void Initialize() => AssemblyLoadContext.Default.Resolving += (context, name) =>
        Path.Combine(AppContext.BaseDirectory, name.Name + ".dll") is var file && File.Exists(file) ? context.LoadFromAssemblyPath(file) : null;
}

namespace BraidMgr.Api.Tests.Live
{
    /// <summary>A bad network between grains and a host: notifications are lost, delayed past the next one, and doubled.</summary>
    public sealed class LossyNotifications : IHostingStartup
    {
        /// <summary>The environment of a host that hears so badly.</summary>
        public static (string Name, string Value)[] Settings { get; } =
        [
            ("DOTNET_STARTUP_HOOKS", typeof(LossyNotifications).Assembly.Location),
            ("ASPNETCORE_HOSTINGSTARTUPASSEMBLIES", typeof(LossyNotifications).Assembly.GetName().Name!),
        ];

        /// <inheritdoc/>
        public void Configure(IWebHostBuilder builder) => builder.ConfigureServices(services =>
        {
            var rooms = Type.GetType("BraidMgr.Api.Hubs.Rooms, BraidMgr.Api", throwOnError: true)!;
            services.AddSingleton<ILiveObserver>(p => new Lossy((ILiveObserver)p.GetRequiredService(rooms)));
        });

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
}
