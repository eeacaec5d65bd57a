using System.Text;
using System.Text.Json;
using BraidMgr.Fault.Tests.Harness;
using Npgsql;

namespace BraidMgr.Fault.Tests.Hosts;

/// <summary>The key that signs tokens grows old while two hosts serve that share nothing but the central database.</summary>
[Collection(FaultServer.Name)]
public sealed class KeyRotationTests(FaultServer server)
{
    private const string Password = "Passw0rd-of-tests";

    // A new key is known for a minute before it signs, and hosts look for new ones every minute.
    private static readonly (string, string) PublishMinutes = ("BRAID__KEYS__PUBLISHMINUTES", "1");
    private static readonly TimeSpan SignsWithin = TimeSpan.FromSeconds(100);

    // More than a minute of waiting; how keys rotate is tested on the grains too.
    [Fact, Trait("Category", "Full")]
    public async Task A_token_of_the_new_key_is_good_on_a_host_that_knew_only_the_old_one_and_old_tokens_stay_good()
    {
        await using var installation = await Installation.StartAsync(server, organizations: 1, settings: PublishMinutes);
        var (_, other) = await installation.AddHostAsync(PublishMinutes);
        var email = await EmailAsync(installation);
        var (seen, unseen) = (await SignInAsync(installation, email), await SignInAsync(installation, email));
        await IsGoodAsync(other, seen);

        // As if a month had gone by: the host that starts next makes a new key.
        await ExecuteAsync(installation, "update signing_keys set not_before = not_before - interval '31 days'");
        await installation.Host.StopAsync();
        await installation.Host.StartAsync();

        var renewed = await SignInAsync(installation, email);
        for (var until = DateTime.UtcNow + SignsWithin; Kid(renewed) == Kid(seen); renewed = await SignInAsync(installation, email))
        {
            (DateTime.UtcNow < until).ShouldBeTrue("the new key signs");
            await Task.WhenAll(IsGoodAsync(other, renewed), IsGoodAsync(other, seen));
            await Task.Delay(TimeSpan.FromSeconds(1));
        }

        foreach (var token in new[] { renewed, seen, unseen })
        {
            await Task.WhenAll(IsGoodAsync(other, token), IsGoodAsync(installation.Client, token));
        }

        installation.Conduct.ShouldBeGood(installation.Logs);
    }

    private static async Task<string> EmailAsync(Installation installation) =>
        (await installation.Client.Get(installation.Organizations[0], "auth/me", 200)).Ok().Json.GetProperty("email").GetString()!;

    private static async Task<Organization> SignInAsync(Installation installation, string email)
    {
        var signedIn = (await installation.Client.Post("auth/login", new { email, password = Password }, null, 200)).Ok();
        return installation.Organizations[0] with { Token = signedIn.Json.GetProperty("access_token").GetString()! };
    }

    // What is answered from central: hosts that do not know of each other would fight for the organization's database.
    private static async Task IsGoodAsync(Client client, Organization signedIn) => (await client.Get(signedIn, "auth/me", 200)).Ok();

    private static string Kid(Organization signedIn)
    {
        var header = signedIn.Token.Split('.')[0].Replace('-', '+').Replace('_', '/');
        var json = Encoding.UTF8.GetString(Convert.FromBase64String(header.PadRight((header.Length + 3) / 4 * 4, '=')));
        return JsonSerializer.Deserialize<JsonElement>(json).GetProperty("kid").GetString()!;
    }

    private static async Task ExecuteAsync(Installation installation, string sql)
    {
        await using var central = NpgsqlDataSource.Create(installation.Central + ";Pooling=false");
        await using var command = central.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
