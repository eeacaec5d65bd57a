using BraidMgr.Grains.Central;
using BraidMgr.Grains.Provisioning;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace BraidMgr.Grains.Tests.Provisioning;

/// <summary>Where the owner's connection checks the server's certificate, so do those of the application.</summary>
public sealed class ServerTrustTests
{
    private const string Owner =
        "Host=pg.example.com;Username=owner;Password=secret-of-the-owner;Database=braidmgr_central;SSL Mode=VerifyFull;Root Certificate=/etc/braidmgr/ca.pem";

    private readonly IOptions<CentralOptions> _central = Options.Create(new CentralOptions { ConnectionString = Owner });
    private readonly IOptions<PostgresOptions> _postgres = Options.Create(new PostgresOptions { AppPassword = "of-the-application" });

    [Fact]
    public async Task The_central_database_is_checked_as_the_owner_says()
    {
        await using var central = new CentralDatabase(_central, _postgres, NullLogger<CentralDatabase>.Instance);
        Check(new NpgsqlConnectionStringBuilder(central.Source.ConnectionString));
    }

    [Fact]
    public void An_organizations_database_is_checked_as_the_owner_says()
    {
        var app = new DatabaseServers(_central, _postgres).App("pg.example.com", 5432, "braidmgr_org_acme");
        Check(app);
        app.Password.ShouldBe("of-the-application");
    }

    private static void Check(NpgsqlConnectionStringBuilder app) =>
        (app.Username, app.SslMode, app.RootCertificate).ShouldBe(("braid_app", SslMode.VerifyFull, "/etc/braidmgr/ca.pem"));
}
