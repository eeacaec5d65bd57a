namespace BraidMgr.Grains.Mail;

/// <summary>A mail of plain text.</summary>
/// <param name="To">One address.</param>
/// <param name="Subject">One line.</param>
/// <param name="Text">What is said above the link.</param>
/// <param name="Link">A link that holds a secret.</param>
public sealed record MailMessage(string To, string Subject, string Text, string Link);

/// <summary>Sends mail: over SMTP where that is configured, else to the log.</summary>
public interface IMailer
{
    /// <summary>Sends one mail; throws when the server does not take it.</summary>
    Task Send(MailMessage mail, CancellationToken cancellationToken);
}
