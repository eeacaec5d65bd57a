using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BraidMgr.Grains.Mail;

/// <summary>
/// Stands in where no SMTP server is configured. In development the log shows the link, so that one can follow it; elsewhere
/// it shows only that a mail was not sent, and to whom.
/// </summary>
public sealed partial class LogMailer(IHostEnvironment environment, ILogger<LogMailer> logger) : IMailer
{
    /// <inheritdoc/>
    public Task Send(MailMessage mail, CancellationToken cancellationToken)
    {
        if (environment.IsDevelopment())
        {
            LogMail(mail.To, mail.Subject, mail.Link);
        }
        else
        {
            LogNotSent(mail.To, mail.Subject);
        }

        return Task.CompletedTask;
    }

    [LoggerMessage(LogLevel.Information, "Mail to {To}: {Subject}: {Link}")]
    private partial void LogMail(string to, string subject, string link);

    [LoggerMessage(LogLevel.Warning, "Mail is not configured (Mail:Host); not sent to {To}: {Subject}")]
    private partial void LogNotSent(string to, string subject);
}
