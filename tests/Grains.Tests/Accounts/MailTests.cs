using BraidMgr.Grains.Mail;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace BraidMgr.Grains.Tests.Accounts;

public sealed class MailTests
{
    private static readonly MailMessage Mail = new("ann@example.com", "Your password", "Open this link.", "http://127.0.0.1/reset-password?token=SECRET");

    [Fact]
    public async Task Mail_is_handed_to_the_server_that_is_configured()
    {
        using var sink = new SmtpSink();
        var options = new MailOptions { Host = "127.0.0.1", Port = sink.Port, Tls = false, From = "BraidMgr <post@example.com>" };

        await new SmtpMailer(Options.Create(options)).Send(Mail, CancellationToken.None);

        var said = await sink.Conversation;
        said.ShouldContain("MAIL FROM:<post@example.com>");
        said.ShouldContain("RCPT TO:<ann@example.com>");
        said.ShouldContain("Subject: Your password");
        said.Replace("=\n", "", StringComparison.Ordinal).Replace("=3D", "=", StringComparison.Ordinal).ShouldContain(Mail.Link);
    }

    [Theory]
    [InlineData("Development", true)]
    [InlineData("Production", false)]
    public async Task Without_a_server_the_log_tells_of_it_and_shows_the_link_in_development_only(string environment, bool shown)
    {
        using var logs = new CollectedLogs();
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(logs));
        var mailer = new LogMailer(new HostingEnvironment { EnvironmentName = environment }, factory.CreateLogger<LogMailer>());

        await mailer.Send(Mail, CancellationToken.None);

        logs.Count(Mail.To).ShouldBe(1);
        logs.Count("SECRET").ShouldBe(shown ? 1 : 0);
    }
}
