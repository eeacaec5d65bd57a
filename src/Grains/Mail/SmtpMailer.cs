using System.Net;
using System.Net.Mail;
using Microsoft.Extensions.Options;

namespace BraidMgr.Grains.Mail;

/// <summary>Hands mail to an SMTP server.</summary>
public sealed class SmtpMailer(IOptions<MailOptions> options) : IMailer
{
    /// <inheritdoc/>
    public async Task Send(MailMessage mail, CancellationToken cancellationToken)
    {
        var settings = options.Value;
        using var client = new SmtpClient(settings.Host, settings.Port) { EnableSsl = settings.Tls };
        if (settings.Username is not null)
        {
            client.Credentials = new NetworkCredential(settings.Username, settings.Password);
        }

        using var message = new System.Net.Mail.MailMessage(settings.From, mail.To, mail.Subject, $"{mail.Text}\n\n{mail.Link}\n");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(settings.TimeoutSeconds));
        await client.SendMailAsync(message, limit.Token);
    }
}
