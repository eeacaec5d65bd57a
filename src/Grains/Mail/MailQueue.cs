using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BraidMgr.Grains.Mail;

/// <summary>
/// Sends mail beside the requests that ask for it: how long a server takes would tell an address that has an account from one
/// that has not. What waits when the host ends is lost, and can be asked for again.
/// </summary>
public sealed partial class MailQueue(IMailer mailer, TimeProvider time, ILogger<MailQueue> logger) : BackgroundService
{
    private const int Capacity = 1000;
    private const int Attempts = 3;

    private readonly Channel<MailMessage> _waiting = Channel.CreateBounded<MailMessage>(Capacity);

    /// <summary>Puts a mail behind the others; when 1000 wait already, it is dropped with a warning.</summary>
    internal void Add(MailMessage mail)
    {
        if (!_waiting.Writer.TryWrite(mail))
        {
            LogDropped(mail.To, mail.Subject, Capacity);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var mail in _waiting.Reader.ReadAllAsync(stoppingToken))
            {
                await Send(mail, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the host ends
        }
    }

    private async Task Send(MailMessage mail, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await mailer.Send(mail, cancellationToken);
                return;
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested && error is not OutOfMemoryException)
            {
                LogFailed(mail.To, mail.Subject, attempt, error.Message);
                if (attempt == Attempts)
                {
                    return;
                }

                await Task.Delay(TimeSpan.FromSeconds(5 * attempt), time, cancellationToken);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Mail to {To} ({Subject}) is dropped: {Capacity} wait already")]
    private partial void LogDropped(string to, string subject, int capacity);

    [LoggerMessage(LogLevel.Warning, "Mail to {To} ({Subject}) could not be sent, attempt {Attempt}: {Reason}")]
    private partial void LogFailed(string to, string subject, int attempt, string reason);
}
