namespace BraidMgr.Fault.Tests.Chat;

/// <summary>How much is said while things fail, on one host and across hosts.</summary>
/// <param name="Messages">How many messages.</param>
/// <param name="Rounds">How often everything fails meanwhile.</param>
/// <param name="Senders">How many connections send; each has several messages under way.</param>
internal sealed record ChatScale(int Messages, int Rounds, int Senders)
{
    /// <summary>With <c>./braid test --all</c>.</summary>
    public static ChatScale Long { get; } = new(1000, 1, ChatLoad.Senders);

    /// <summary>With <c>./braid test --full</c>.</summary>
    /// <remarks>Most of a sender's time goes by coming back from a cut: many at once keep the machine busy.</remarks>
    public static ChatScale Full { get; } = new(100_000, 8, 4 * ChatLoad.Senders);

    /// <summary>How many messages are under way at once.</summary>
    public int Lanes => Senders * ChatLoad.LanesOfASender;
}
