using Npgsql;

namespace BraidMgr.Grains.Central;

/// <summary>How connections of <c>braid_app</c> know their server: as the owner's connection string says.</summary>
internal static class ServerTrust
{
    /// <summary>Takes over how the server's certificate is asked for and checked; who signs in, and with what, stays.</summary>
    public static NpgsqlConnectionStringBuilder WithTrustOf(this NpgsqlConnectionStringBuilder app, NpgsqlConnectionStringBuilder owner)
    {
        app.SslMode = owner.SslMode;
        app.SslNegotiation = owner.SslNegotiation;
        app.RootCertificate = owner.RootCertificate;
        app.CheckCertificateRevocation = owner.CheckCertificateRevocation;
        return app;
    }
}
