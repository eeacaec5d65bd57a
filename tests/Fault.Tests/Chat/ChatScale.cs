namespace BraidMgr.Fault.Tests.Chat;

/// <summary>How much is said while things fail, on one host and across hosts.</summary>
/// <param name="Messages">How many messages.</param>
/// <param name="Rounds">How often everything fails meanwhile.</param>
internal sealed record ChatScale(int Messages, int Rounds)
{
    /// <summary>With <c>./braid test --all</c>.</summary>
    public static ChatScale Long { get; } = new(1000, 1);

    /// <summary>With <c>./braid test --full</c>.</summary>
    public static ChatScale Full { get; } = new(100_000, 8);
}
