using System.Reflection;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Live;
using Microsoft.Extensions.DependencyInjection;

namespace BraidMgr.Api.Tests.Live;

/// <summary>
/// A host that does not reach the grain which counts connections, and all others: a call of it does not come back, times out, or is
/// refused.
/// </summary>
public sealed class LostConnections : IHostHook
{
    /// <inheritdoc/>
    public void Configure(IServiceCollection services)
    {
        var grain = DispatchProxy.Create<IConnectionsGrain, Lost>();
        services.AddSingleton<Func<Guid, IConnectionsGrain>>(_ => grain);
    }

    /// <summary>Fails as calls of a grain do.</summary>
    public class Lost : DispatchProxy
    {
        private int _entered;

        /// <inheritdoc/>
        protected override object Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name != nameof(IConnectionsGrain.Enter)
            ? Task.FromException(Error.Unavailable("The silo is gone."))
            : Interlocked.Increment(ref _entered) switch
            {
                1 => new TaskCompletionSource().Task,
                2 => Task.FromException(new TimeoutException("The silo does not answer.")),
                _ => Task.FromException(Error.Unavailable("The silo is gone.")),
            };
    }
}
