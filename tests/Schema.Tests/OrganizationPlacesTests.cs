using BraidMgr.Testing;

namespace BraidMgr.Schema.Tests;

/// <summary>Where a restored central database lets organizations serve from.</summary>
public sealed class OrganizationPlacesTests : IAsyncLifetime
{
    private const string Unreachable = "unreachable";

    private readonly Guid _organization = Guid.NewGuid();
    private readonly List<string> _databases = [];
    private TestDatabase _central = null!;
    private DatabaseServer _server = null!;

    public async Task InitializeAsync()
    {
        _central = await TestDatabase.CentralAsync();
        _server = await TestDatabase.ServerAsync();
    }

    public async Task DisposeAsync()
    {
        foreach (var database in _databases)
        {
            await _server.DropDatabaseAsync(database);
        }

        await _central.DisposeAsync();
    }

    [Fact]
    public async Task The_one_that_central_names_stays_though_others_carry_the_id_and_those_are_told()
    {
        var right = await Database("braidmgr_org_a" + Suffix(), epoch: 7);
        var later = await Database($"{right}_1a2b3c4d", epoch: 17);
        await Organization(right, "default");

        (await Find()).ShouldHaveSingleItem().ShouldSatisfyAllConditions(said => said.ShouldContain($"{right} on default (epoch 7) serves it"), said => said.ShouldContain(later));
        (await Named()).ShouldBe(right);
    }

    [Fact]
    public async Task Where_that_one_is_gone_it_is_the_one_that_was_written_to_last_and_never_a_rehearsal()
    {
        var name = "braidmgr_org_a" + Suffix();
        var last = await Database($"{name}_1a2b3c4d", epoch: 17);
        var other = await Database($"{name}_2a2b3c4d", epoch: 3);
        var rehearsal = await Database($"braidmgr_org_rehearsal_{Suffix()}_abcdef", epoch: 20);
        await Organization(name, "default");

        (await Find()).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            said => said.ShouldContain($"{last} on default (epoch 17) serves it"), said => said.ShouldContain(other), said => said.ShouldContain(rehearsal));
        (await Named()).ShouldBe(last);
    }

    [Fact]
    public async Task A_rehearsal_alone_does_not_serve()
    {
        var name = "braidmgr_org_a" + Suffix();
        await Database($"braidmgr_org_rehearsal_{Suffix()}_abcdef", epoch: 20);
        await Organization(name, "default");

        (await Find())[0].ShouldBe($"database {name} is on no server: restore it from its own backup");
        (await Named()).ShouldBe(name);
    }

    [Fact]
    public async Task A_server_that_cannot_be_reached_is_told_and_its_organizations_stay_there()
    {
        var name = "braidmgr_org_a" + Suffix();
        var copy = await Database($"{name}_1a2b3c4d", epoch: 17);
        await using (var central = await _central.AsOwnerAsync())
        {
            await central.DoAsync(
                "insert into database_servers (id, name, region, host, port, connection_budget) values (gen_random_uuid(), $1, 'local', $1, 1, 80)", Unreachable);
        }

        await Organization(name, Unreachable);

        var said = await Find();
        said.Count.ShouldBe(2);
        said[0].ShouldContain($"server {Unreachable} cannot be reached");
        said[1].ShouldContain(copy);
        (await Named()).ShouldBe(name);
    }

    private static string Suffix() => Guid.NewGuid().ToString("N")[..12];

    private async Task<string> Database(string name, long epoch)
    {
        _databases.Add(name);
        await _server.CreateDatabaseAsync(name);
        await _server.StampOrganizationAsync(name, _organization);
        await using var connection = await _server.OpenAsync(name, CancellationToken.None);
        await connection.DoAsync("update org_owner set epoch = $1", epoch);
        return name;
    }

    private async Task Organization(string database, string server)
    {
        await using var central = await _central.AsOwnerAsync();
        await central.DoAsync(
            """
            insert into organizations (id, name, slug, database_name, database_server_id, status)
            select $1, 'Acme', 'acme', $2, id, 'active' from database_servers where name = $3
            """,
            _organization, database, server);
    }

    private Task<IReadOnlyList<string>> Find() => OrganizationPlaces.FindAsync(
        _server, _central.Name, (host, port) => host == Unreachable ? new DatabaseServer($"Host=127.0.0.1;Port={FreePort.Next()};Timeout=2") : _server);

    private async Task<string> Named()
    {
        await using var central = await _central.AsOwnerAsync();
        return (await central.AskAsync<string>("select database_name from organizations", CancellationToken.None))!;
    }
}
