using BraidMgr.Fault.Tests.Harness;
using Npgsql;

namespace BraidMgr.Fault.Tests.Hosts;

/// <summary>kill -9 of the host while people register, each with an organization of their own.</summary>
[Collection(FaultServer.Name)]
public sealed class RegistrationKilledTests : IAsyncLifetime
{
    private const int InFlight = 6;
    private const int WantedAbandoned = 3;
    private const int MostKills = 12;

    // From when the host is back; what died before is older by then.
    private static readonly TimeSpan SweptWithin = TimeSpan.FromSeconds(60);

    // Then it is made anew, which may take 20 s (Provisioning:TimeoutSeconds).
    private static readonly TimeSpan AnsweredWithin = SweptWithin + TimeSpan.FromSeconds(30);

    // Of its own: before it drops a database, PostgreSQL writes out what the tests before have changed in any other.
    private readonly FaultServer _server = new();
    private readonly List<Newcomer> _newcomers = [];
    private Installation _installation = null!;
    private NpgsqlDataSource _central = null!;
    private Client _client = null!;

    // Fewer databases in reserve than people at once: some are given one, others wait for a copy of the template.
    public async Task InitializeAsync()
    {
        await _server.InitializeAsync();
        _installation = await Installation.StartAsync(_server, organizations: 0, settings: ("BRAID__PROVISIONING__SPAREDATABASES", "2"));
        _central = NpgsqlDataSource.Create(_installation.Central + ";Pooling=false");
        // Creating an organization may take 20 s (Provisioning:TimeoutSeconds), and at the end many are created at once.
        _installation.Conduct.Limit = TimeSpan.FromSeconds(25);
        _client = new Client(_installation.Host.Address, _installation.Conduct);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _central.DisposeAsync();
        await _installation.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact, Trait("Category", "Long")]
    public async Task What_was_acknowledged_signs_in_and_what_died_before_its_commit_point_is_swept_and_can_be_made_anew()
    {
        var strangers = await MakeStrangersDatabaseAsync();
        for (var kills = 0; _newcomers.Count(n => n.IsAbandoned) < WantedAbandoned; kills++)
        {
            kills.ShouldBeLessThan(MostKills, "no kill met a registration on its way");
            await KillAmidAsync();
        }

        await Task.WhenAll(_newcomers.Select((newcomer, i) => i % 2 == 0 ? RetryUnderItsKeyAsync(newcomer) : BeginAnewAsync(newcomer)));

        _installation.Conduct.ShouldBeGood(_installation.Logs);
        await EverybodyHasOneOrganizationAsync();
        foreach (var newcomer in _newcomers)
        {
            await WorksAsync(newcomer);
        }

        (await RowsAsync("select datname::text from pg_database where datname = $1", strangers)).ShouldBe([strangers]);
    }

    private async Task KillAmidAsync()
    {
        var batch = Enumerable.Range(0, InFlight).Select(_ => new Newcomer()).ToList();
        _installation.Conduct.HostGoneFrom = DateTime.MinValue;
        var registering = batch.ConvertAll(async newcomer => newcomer.Acknowledged = (await RegisterAsync(newcomer, newcomer.Key)).IsSuccess);
        await UntilAsync(SweptWithin, async () => (await StatesAsync(batch)).Count > 0, "a registration has begun");
        await Task.Delay(Random.Shared.Next(250));
        await _installation.Host.KillAsync();
        await Task.WhenAll(registering);
        // What PostgreSQL was doing for the dead, it has done by the time that the host is back.
        await _installation.Host.StartAsync();
        _installation.Conduct.HostGoneFrom = DateTime.MaxValue;

        var states = await StatesAsync(batch);
        batch.ForEach(newcomer => newcomer.State = states.GetValueOrDefault(newcomer.Slug));
        batch.Where(n => n.Acknowledged).ShouldAllBe(n => n.State == "active");
        foreach (var newcomer in batch.Where(n => n.Acknowledged))
        {
            await WorksAsync(newcomer);
        }

        _newcomers.AddRange(batch);
    }

    // As a careful client does: what has no answer is sent again until it has one.
    private async Task RetryUnderItsKeyAsync(Newcomer newcomer) =>
        await UntilAsync(AnsweredWithin, async () => (await RegisterAsync(newcomer, newcomer.Key)).IsSuccess, $"{newcomer} is answered");

    // As somebody does who lost their key: where nothing came of the first time, slug and address are free.
    private async Task BeginAnewAsync(Newcomer newcomer)
    {
        if (newcomer.IsAbandoned)
        {
            await UntilAsync(SweptWithin, async () => (await StatesAsync([newcomer])).Count == 0, $"{newcomer} is swept");
            (await DatabasesAsync([newcomer])).ShouldBeEmpty();
        }

        var answer = await RegisterAsync(newcomer, null, 409);
        answer.Status.ShouldBe(newcomer.State == "active" ? 409 : 201, $"{newcomer}: {answer}");
    }

    private Task<Answer> RegisterAsync(Newcomer newcomer, string? key, params int[] allowed) => _client.Post(
        "auth/register",
        new { email = newcomer.Email, password = Newcomer.Password, name = "Ann", org_name = newcomer.Slug, org_slug = newcomer.Slug }, key, [201, .. allowed]);

    private async Task WorksAsync(Newcomer newcomer)
    {
        var signedIn = (await _client.Post("auth/login", new { email = newcomer.Email, password = Newcomer.Password }, null, 200)).Ok();
        await using var nowhere = NpgsqlDataSource.Create(_installation.Central);
        var organization = new Organization(Guid.Empty, signedIn.Json.GetProperty("access_token").GetString()!, nowhere) { Projects = [] };
        (await _client.Get(organization, "orgs/current", 200)).Ok().Json.GetProperty("slug").GetString().ShouldBe(newcomer.Slug);
        (await _client.Post(organization, "projects", new { name = "Apollo" }, null, 201)).Ok();
    }

    // Nothing is there twice, and nothing is left of what was given up.
    private async Task EverybodyHasOneOrganizationAsync()
    {
        var slugs = _newcomers.ConvertAll(n => n.Slug).Order(StringComparer.Ordinal).ToArray();
        (await RowsAsync("""
            select concat_ws(' ', o.status, u.email, m.org_role) from organizations o
            left join user_org_memberships m on m.organization_id = o.id left join users u on u.id = m.user_id order by o.slug
            """)).ShouldBe(slugs.Select(slug => $"active {slug}@example.com owner"));
        (await RowsAsync("select count(*)::text from users")).ShouldBe([$"{slugs.Length}"]);
        (await DatabasesAsync(_newcomers)).ShouldBe(await RowsAsync("select database_name from organizations"), ignoreOrder: true);
    }

    private Task<List<string>> DatabasesAsync(List<Newcomer> newcomers) => RowsAsync(
        "select d.datname::text from pg_database d join unnest($1) s on starts_with(d.datname, 'braidmgr_org_' || s)",
        newcomers.ConvertAll(n => n.Slug));

    private async Task<Dictionary<string, string>> StatesAsync(List<Newcomer> newcomers) =>
        (await RowsAsync("select concat(slug, ' ', status) from organizations where slug = any($1)", newcomers.ConvertAll(n => n.Slug)))
        .Select(row => row.Split(' ')).ToDictionary(row => row[0], row => row[1]);

    // Named as an organization's is, and in nobody's books.
    private async Task<string> MakeStrangersDatabaseAsync()
    {
        var name = "braidmgr_org_stranger_" + Guid.NewGuid().ToString("N")[..8];
        await using var command = _central.CreateCommand($"create database {name}");
        await command.ExecuteNonQueryAsync();
        return name;
    }

    private async Task<List<string>> RowsAsync(string sql, params object[] values)
    {
        await using var command = _central.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        var rows = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }

    private static async Task UntilAsync(TimeSpan patience, Func<Task<bool>> holds, string what)
    {
        var until = DateTime.UtcNow + patience;
        while (!await holds())
        {
            (DateTime.UtcNow < until).ShouldBeTrue($"{what} within {patience}");
            await Task.Delay(50);
        }
    }

    private sealed record Newcomer
    {
        public const string Password = "Passw0rd-of-tests";

        public string Slug { get; } = "n" + Guid.NewGuid().ToString("N")[..12];

        public string Key { get; } = Guid.NewGuid().ToString();

        public string Email => Slug + "@example.com";

        /// <summary>Whether the first request was answered with success.</summary>
        public bool Acknowledged { get; set; }

        /// <summary>The state of its organization when the host was back; null for none.</summary>
        public string? State { get; set; }

        /// <summary>Whether the host died between the reserved row and the commit point.</summary>
        public bool IsAbandoned => State is not (null or "active");
    }
}
