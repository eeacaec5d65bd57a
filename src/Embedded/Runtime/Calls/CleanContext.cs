namespace BraidMgr.Embedded;

/// <summary>An execution context without any async local, so that a caller's do not leak into the grains it calls.</summary>
internal static class CleanContext
{
    public static ExecutionContext Instance { get; } = CaptureOnNewThread();

    private static ExecutionContext CaptureOnNewThread()
    {
        ExecutionContext? captured = null;
        var thread = new Thread(() => captured = ExecutionContext.Capture());
        thread.UnsafeStart();
        thread.Join();
        return captured!;
    }
}
