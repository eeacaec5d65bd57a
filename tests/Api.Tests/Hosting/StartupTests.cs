using BraidMgr.Api.Tests.Harness;
using BraidMgr.Testing;

namespace BraidMgr.Api.Tests.Hosting;

/// <summary>A host that lacks something says what, and how to mend it, and does not start.</summary>
[Trait("Category", "Long")]
public sealed class StartupTests
{
    [Theory]
    [InlineData("BRAID__KEYS__MASTER", "", "Keys:Master")]
    [InlineData("BRAID__KEYS__MASTER", "c2hvcnQ=", "not 32 bytes in base64")]
    [InlineData("BRAID__POSTGRES__APPPASSWORD", "", "Postgres:AppPassword")]
    [InlineData("BRAID__POSTGRES__APPPASSWORD", "wrong", "braidmgr migrate central")]
    [InlineData("BRAID__CENTRAL__CONNECTIONSTRING", "", "Central:ConnectionString")]
    [InlineData("BRAID__CENTRAL__CONNECTIONSTRING", "Host=127.0.0.1;Port=1;Username=x;Password=y;Database=z", "Does PostgreSQL run")]
    [InlineData("BRAID__ASSISTANT__APIKEYFILE", "/nowhere/key", "Assistant:ApiKeyFile names /nowhere/key, which does not exist")]
    [InlineData("BRAID__ASSISTANT__APIKEY", "not a key", "is no key")]
    [InlineData("BRAID__ASSISTANT__SILENCESECONDS", "0", "SilenceSeconds")]
    [InlineData("BRAID__POOL__MAXSIZE", "1", "MaxSize")]
    [InlineData("BRAID__POOL__MAXSIZE", "many", "'many' at 'Pool:MaxSize'")]
    [InlineData("BRAID__ENGINE__MISSEDPROBES", "few", "'few' at 'Engine:MissedProbes'")]
    [InlineData("BRAID__ENGINE__PROBEINTERVAL", "00:00:00", "Engine: times")]
    [InlineData("BRAID__DRAIN__SECONDS", "60", "Drain:Seconds")]
    [InlineData("BRAID__RATELIMITS__AUTHPERMINUTE", "0", "RateLimits")]
    [InlineData("BRAID__RATELIMITS__ORGANIZATIONPERSECOND", "0", "RateLimits")]
    [InlineData("BRAID__TELEMETRY__OTLPENDPOINT", "collector:4317", "Telemetry:OtlpEndpoint")]
    [InlineData("BRAID__API__TOKENCACHESIZE", "1", "Api:TokenCacheSize")]
    [InlineData("BRAID__API__KNOWNPROXIES__0", "proxy.example", "Api:KnownProxies")]
    public async Task What_is_missing_is_named(string setting, string value, string said)
    {
        await using var host = await BraidHost.CreateAsync(null, (setting, value));
        (await host.RunAsync()).ShouldBe(1);
        host.Log.ShouldContain("cannot start");
        host.Log.ShouldContain(said);
        host.Log.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task A_central_database_that_was_not_migrated_is_named()
    {
        await using var host = await BraidHost.CreateAsync();
        await host.ExecuteAsync("drop table schema_migrations");
        (await host.RunAsync()).ShouldBe(1);
        host.Log.ShouldContain("is at version 0");
        host.Log.ShouldContain("braidmgr migrate central");
    }

    [Fact]
    public async Task Another_master_key_than_the_stored_keys_were_encrypted_with_is_named()
    {
        await using var first = await BraidHost.StartAsync();
        using var person = await Person.RegisterAsync(first);
        await using var second = new ApiProcess(
            first.CentralConnectionString, new KeyValuePair<string, string>("BRAID__KEYS__MASTER", Convert.ToBase64String(new byte[32].Select(_ => (byte)1).ToArray())));
        (await second.RunAsync()).ShouldBe(1);
        second.Log.ShouldContain("encrypted with another master key");
    }
}
