using System.Reflection;
using BraidMgr.Api.Hubs;
using BraidMgr.Contracts.Chat;
using BraidMgr.Contracts.Live;
using Microsoft.Extensions.DependencyInjection;

namespace BraidMgr.Api.Tests.Live;

/// <summary>
/// A host that hears of the message <see cref="Heard"/> and of nothing else. What it asks for is answered when the message
/// <see cref="After"/> is there, with it; how the session stands it hears a second after that.
/// </summary>
public sealed class LatePulls : IHostHook
{
    /// <summary>What the host hears of.</summary>
    public const string Heard = "Heard of";

    /// <summary>What its pulls wait for.</summary>
    public const string After = "After that";

    /// <summary>What the log says once a pull waits.</summary>
    public const string Waits = "A pull waits.";

    /// <inheritdoc/>
    public void Configure(IServiceCollection services)
    {
        services.AddSingleton(p =>
        {
            var grains = DispatchProxy.Create<Orleans.IGrainFactory, LateGrains>();
            ((LateGrains)grains).Inner = p.GetRequiredService<Orleans.IGrainFactory>();
            return ActivatorUtilities.CreateInstance<Rooms>(p, grains);
        });
        services.AddSingleton(p =>
        {
            var told = DispatchProxy.Create<ILiveObserver, Deaf>();
            ((Deaf)told).Inner = p.GetRequiredService<Rooms>();
            return told;
        });
    }

    /// <summary>Passes on what is heard.</summary>
    public class Deaf : DispatchProxy
    {
        /// <summary>Who is told.</summary>
        public ILiveObserver Inner { get; set; } = null!;

        /// <inheritdoc/>
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            args is [ChatNotice notice] && notice.Messages.Any(m => m.Content == Heard) ? targetMethod!.Invoke(Inner, args) : null;
    }

    /// <summary>Finds grains; those of sessions are late.</summary>
    public class LateGrains : DispatchProxy
    {
        /// <summary>Where grains are found.</summary>
        public Orleans.IGrainFactory Inner { get; set; } = null!;

        /// <inheritdoc/>
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            var grain = targetMethod!.Invoke(Inner, args);
            if (targetMethod.ReturnType != typeof(IChatSessionGrain))
            {
                return grain;
            }

            var late = Create<IChatSessionGrain, LateSession>();
            ((LateSession)late).Inner = (IChatSessionGrain)grain!;
            return late;
        }
    }

    /// <summary>Answers late.</summary>
    public class LateSession : DispatchProxy
    {
        private int _pulls;

        /// <summary>Who answers.</summary>
        public IChatSessionGrain Inner { get; set; } = null!;

        /// <inheritdoc/>
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name switch
        {
            nameof(IChatSessionGrain.Since) => SinceAsync((long)args![0]!, (int)args[1]!),
            nameof(IChatSessionGrain.Watch) => WatchAsync((ChatWatch)args![0]!),
            _ => targetMethod.Invoke(Inner, args),
        };

        private async Task<IReadOnlyList<ChatMessage>> SinceAsync(long after, int limit)
        {
            Interlocked.Increment(ref _pulls);
            Console.WriteLine(Waits);
            IReadOnlyList<ChatMessage> answer;
            do
            {
                await Task.Delay(20);
                answer = await Inner.Since(after, limit);
            }
            while (answer.Count > 0 && answer[^1].Content != After);
            _ = Task.Delay(TimeSpan.FromSeconds(1)).ContinueWith(_ => Interlocked.Decrement(ref _pulls), TaskScheduler.Default);
            return answer;
        }

        private async Task<ChatPulse> WatchAsync(ChatWatch watch)
        {
            while (Volatile.Read(ref _pulls) > 0)
            {
                await Task.Delay(20);
            }

            return await Inner.Watch(watch);
        }
    }
}
