using System.ComponentModel.DataAnnotations;

namespace BraidMgr.Grains.Mail;

/// <summary>How mail is sent (section <c>Mail</c>). Without a host it is not: then the log tells of it.</summary>
public sealed class MailOptions
{
    /// <summary>The SMTP server. Default: none.</summary>
    public string? Host { get; set; }

    /// <summary>The SMTP server's port. Default 587.</summary>
    [Range(1, 65535)]
    public int Port { get; set; } = 587;

    /// <summary>Whether the connection must be encrypted (STARTTLS). Default true.</summary>
    public bool Tls { get; set; } = true;

    /// <summary>Name to sign in with; without one there is no sign-in.</summary>
    public string? Username { get; set; }

    /// <summary>Password to sign in with (<c>BRAID__MAIL__PASSWORD</c>).</summary>
    public string? Password { get; set; }

    /// <summary>The sender. Default "BraidMgr &lt;no-reply@localhost&gt;".</summary>
    [Required]
    public string From { get; set; } = "BraidMgr <no-reply@localhost>";

    /// <summary>Where links in mails lead: the address that people open in a browser. Default http://127.0.0.1:8080.</summary>
    [Required, Url]
    public string PublicUrl { get; set; } = "http://127.0.0.1:8080";

    /// <summary>Seconds that handing a mail to the server may take. Default 20.</summary>
    [Range(1, 300)]
    public int TimeoutSeconds { get; set; } = 20;

    /// <summary>A link into the product, with values in its query.</summary>
    internal string Link(string path, params (string Name, string Value)[] query) =>
        $"{PublicUrl.TrimEnd('/')}/{path}?{string.Join('&', query.Select(q => $"{q.Name}={Uri.EscapeDataString(q.Value)}"))}";
}
