using System.Collections.Concurrent;
using System.Web;
using BraidMgr.Grains.Mail;

namespace BraidMgr.Grains.Tests.Accounts;

/// <summary>Keeps the mails that the product sends.</summary>
public sealed class SentMails : IMailer
{
    private readonly ConcurrentQueue<MailMessage> _sent = new();

    public int CountTo(string address) => _sent.Count(m => m.To == address);

    public Task Send(MailMessage mail, CancellationToken cancellationToken)
    {
        _sent.Enqueue(mail);
        return Task.CompletedTask;
    }

    /// <summary>The token in the newest mail to an address about a path; waits for it, as mail is sent beside the request.</summary>
    public async Task<string> Token(string address, string path)
    {
        for (var i = 0; i < 200; i++)
        {
            if (_sent.LastOrDefault(m => m.To == address && m.Link.Contains($"/{path}?", StringComparison.Ordinal)) is { } mail)
            {
                return HttpUtility.ParseQueryString(new Uri(mail.Link).Query)["token"]!;
            }

            await Task.Delay(25);
        }

        throw new TimeoutException($"No mail to {address} with a link to {path} came within 5 s.");
    }
}
