using BraidMgr.Contracts.Accounts;

namespace BraidMgr.Grains.Accounts;

/// <summary>A client's requests of one minute. They are in memory only: a silo that is lost takes no more than a minute's count with it.</summary>
internal sealed class SignInRequestsGrain(TimeProvider time) : Grain, ISignInRequestsGrain
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private long _minute;
    private int _requests;

    /// <inheritdoc/>
    public Task<int> Count()
    {
        var minute = time.GetUtcNow().Ticks / Window.Ticks;
        if (minute != _minute)
        {
            (_minute, _requests) = (minute, 0);
            DelayDeactivation(Window);
        }

        return Task.FromResult(++_requests);
    }
}
