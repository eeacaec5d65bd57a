namespace BraidMgr.Grains.Assistant.Provider;

/// <summary>How long an answer is waited for: in all, and for the next word of it.</summary>
internal sealed class Patience : IDisposable
{
    private readonly TimeSpan _silence;
    private readonly CancellationTokenSource _whole;
    private readonly CancellationTokenSource _next;
    private readonly CancellationTokenSource _either;

    /// <summary>Begins to wait.</summary>
    public Patience(AssistantOptions options, TimeProvider time)
    {
        _silence = TimeSpan.FromSeconds(options.SilenceSeconds);
        _whole = new(TimeSpan.FromSeconds(options.AnswerSeconds), time);
        _next = new(_silence, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_whole.Token, _next.Token);
    }

    /// <summary>Cancelled when it is over.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>A word came: the next one may take as long again.</summary>
    public void Renew() => _next.CancelAfter(_silence);

    /// <inheritdoc/>
    public void Dispose()
    {
        _either.Dispose();
        _next.Dispose();
        _whole.Dispose();
    }
}
