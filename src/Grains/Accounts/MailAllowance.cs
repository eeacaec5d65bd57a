namespace BraidMgr.Grains.Accounts;

/// <summary>How many mails may be asked for to one address: three an hour, so that nobody's mailbox is flooded.</summary>
internal sealed class MailAllowance
{
    /// <summary>Mails in the window.</summary>
    public const int Limit = 3;

    /// <summary>The time in which they are counted.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromHours(1);

    private readonly Queue<DateTimeOffset> _sent = new();

    /// <summary>Takes one of the allowance; false when it is used up.</summary>
    public bool Take(DateTimeOffset now)
    {
        while (_sent.TryPeek(out var first) && first <= now - Window)
        {
            _sent.Dequeue();
        }

        if (_sent.Count == Limit)
        {
            return false;
        }

        _sent.Enqueue(now);
        return true;
    }
}
