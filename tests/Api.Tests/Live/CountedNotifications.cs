using System.Reflection;
using BraidMgr.Api.Hubs;
using BraidMgr.Contracts.Live;
using Microsoft.Extensions.DependencyInjection;

namespace BraidMgr.Api.Tests.Live;

/// <summary>A host whose log says what grains tell it.</summary>
public sealed class CountedNotifications : IHostHook
{
    /// <inheritdoc/>
    public void Configure(IServiceCollection services) => services.AddSingleton(p =>
    {
        var told = DispatchProxy.Create<ILiveObserver, Noted>();
        ((Noted)told).Inner = p.GetRequiredService<Rooms>();
        return told;
    });

    /// <summary>Passes on and notes.</summary>
    public class Noted : DispatchProxy
    {
        /// <summary>Who is told.</summary>
        public ILiveObserver Inner { get; set; } = null!;

        /// <inheritdoc/>
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            Console.WriteLine($"The host is told {targetMethod!.Name}.");
            return targetMethod.Invoke(Inner, args);
        }
    }
}
