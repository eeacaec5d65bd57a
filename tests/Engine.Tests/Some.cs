namespace BraidMgr.Engine.Tests;

/// <summary>Test data.</summary>
internal static class Some
{
    /// <summary>A key that no other test uses.</summary>
    public static string Key() => Guid.NewGuid().ToString("N");
}
