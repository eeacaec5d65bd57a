namespace BraidMgr.Api.Pipeline;

/// <summary>
/// Asks again when a silo went away under a request: for reads, and for changes under an Idempotency-Key, which happen once however
/// often they are asked for. Everything else is the client's to decide.
/// </summary>
internal sealed class Retries(RequestDelegate next)
{
    // In all longer than it takes a cluster to notice that a silo is dead.
    private static readonly TimeSpan[] Pauses = [.. new[] { 100, 400, 1500, 3000, 3000, 3000 }.Select(ms => TimeSpan.FromMilliseconds(ms))];

    public Task InvokeAsync(HttpContext http)
    {
        var first = next(http);
        return first.IsCompletedSuccessfully || !IsSafe(http) ? first : WatchAsync(http, first);
    }

    private async Task WatchAsync(HttpContext http, Task attempt)
    {
        foreach (var pause in Pauses)
        {
            try
            {
                await attempt;
                return;
            }
            catch (OrleansException) when (!http.Response.HasStarted)
            {
                // Its grains are placed elsewhere as soon as the cluster has noticed.
                await Task.Delay(pause, http.RequestAborted);
            }

            attempt = next(http);
        }

        await attempt;
    }

    private static bool IsSafe(HttpContext http) =>
        HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method)
        || http.Exchange().Idempotency is not null;
}
