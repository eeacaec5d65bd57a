using System.Runtime.CompilerServices;

namespace BraidMgr.Testing;

/// <summary>
/// Waits for what comes by itself. The limit is there to end a test that would wait for ever, and is no measure of speed: machines that
/// test are busy, and speed is judged by <c>./braid bench</c>.
/// </summary>
public static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    /// <summary>Waits until a condition holds.</summary>
    /// <exception cref="TimeoutException">It did not within two minutes.</exception>
    public static Task Holds(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        Holds(() => Task.FromResult(condition()), what);

    /// <inheritdoc cref="Holds(Func{bool}, string)"/>
    public static Task Holds(Func<Task<bool>> condition, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        Becomes(condition, holds => holds, what);

    /// <summary>Looks until what it sees is as it should be; answers what it saw last.</summary>
    /// <exception cref="TimeoutException">It was not within two minutes.</exception>
    public static async Task<T> Becomes<T>(Func<Task<T>> look, Func<T, bool> condition, [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        for (var until = DateTime.UtcNow + Limit; ;)
        {
            var seen = await look();
            if (condition(seen))
            {
                return seen;
            }

            if (DateTime.UtcNow > until)
            {
                throw new TimeoutException($"{what} did not hold within {Limit.TotalMinutes} minutes; seen last: {seen}");
            }

            await Task.Delay(Pause);
        }
    }
}
