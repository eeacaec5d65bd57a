using BraidMgr.Testing;
using Npgsql;

namespace BraidMgr.Schema.Tests;

/// <summary>How organizations' databases come and go.</summary>
public sealed class DatabaseServerTests : IAsyncLifetime
{
    private readonly string _name = TestDatabase.NewOrgName();
    private DatabaseServer _server = null!;

    public async Task InitializeAsync()
    {
        _server = await TestDatabase.ServerAsync();
        await _server.EnsureTemplateAsync();
    }

    public Task DisposeAsync() => _server.DropDatabaseAsync(_name);

    [Fact]
    public async Task A_new_database_is_at_the_version_of_this_build()
    {
        await _server.CreateDatabaseAsync(_name);
        await using var connection = new NpgsqlConnection(_server.ConnectionString(_name));
        await connection.OpenAsync();
        (await SchemaVersion.ReadAsync(connection)).ShouldBe(SchemaVersion.Required(DatabaseKind.Org));
    }

    [Fact]
    public async Task The_longest_name_of_an_organization_is_kept_whole()
    {
        var longest = $"braidmgr_org_{new string('a', 40)}_{Guid.NewGuid().ToString("N")[..8]}";
        longest.Length.ShouldBe(62);
        try
        {
            await _server.CreateDatabaseAsync(longest);
            (await _server.ListOrgDatabasesAsync()).ShouldContain(longest);
        }
        finally
        {
            await _server.DropDatabaseAsync(longest);
        }
    }

    [Theory]
    [InlineData("braidmgr_org_0123456789012345678901234567890123456789012345678901")]
    [InlineData("braidmgr_org_x\"; drop database postgres; --")]
    [InlineData("braidmgr_org_Upper")]
    [InlineData("braidmgr_org_x\n")]
    [InlineData("braidmgr_central")]
    [InlineData("postgres")]
    [InlineData("")]
    public async Task Other_names_are_neither_created_nor_dropped(string name)
    {
        await Should.ThrowAsync<ArgumentException>(() => _server.CreateDatabaseAsync(name));
        await Should.ThrowAsync<ArgumentException>(() => _server.DropDatabaseAsync(name));
    }

    [Fact]
    public async Task A_name_that_is_taken_is_an_error_and_leaves_the_database_alone()
    {
        var organization = Guid.NewGuid();
        await _server.CreateDatabaseAsync(_name);
        await _server.StampOrganizationAsync(_name, organization);

        (await Should.ThrowAsync<PostgresException>(() => _server.CreateDatabaseAsync(_name)))
            .SqlState.ShouldBe(PostgresErrorCodes.DuplicateDatabase);
        (await _server.ReadOrganizationIdAsync(_name)).ShouldBe(organization);
    }

    [Fact]
    public async Task A_stamp_is_given_once()
    {
        var organization = Guid.NewGuid();
        await _server.CreateDatabaseAsync(_name);
        (await _server.ReadOrganizationIdAsync(_name)).ShouldBeNull();

        await _server.StampOrganizationAsync(_name, organization);
        await _server.StampOrganizationAsync(_name, organization);

        await Should.ThrowAsync<SchemaException>(() => _server.StampOrganizationAsync(_name, Guid.NewGuid()));
        (await _server.ReadOrganizationIdAsync(_name)).ShouldBe(organization);
    }

    [Fact]
    public async Task Dropping_ends_open_connections_and_may_be_repeated()
    {
        await _server.CreateDatabaseAsync(_name);
        await using var open = new NpgsqlConnection(_server.ConnectionString(_name));
        await open.OpenAsync();

        await _server.DropDatabaseAsync(_name);
        await _server.DropDatabaseAsync(_name);

        (await _server.ListOrgDatabasesAsync()).ShouldNotContain(_name);
        await Should.ThrowAsync<NpgsqlException>(() => open.DoAsync("select 1"));
    }

    [Fact]
    public async Task A_copy_that_was_never_opened_counts_as_unfinished_and_can_be_dropped()
    {
        await _server.CreateDatabaseAsync(_name);
        await using (var connection = await _server.OpenMaintenanceAsync(default))
        {
            await connection.DoAsync($"alter database {_name} allow_connections false");
        }

        (await _server.ReadOrganizationIdAsync(_name)).ShouldBeNull();
        (await _server.ListOrgDatabasesAsync()).ShouldContain(_name);
        await _server.DropDatabaseAsync(_name);
    }

    [Fact]
    public async Task Many_are_created_at_once()
    {
        var names = Enumerable.Range(0, 8).Select(_ => TestDatabase.NewOrgName()).ToList();
        try
        {
            await Task.WhenAll(names.Select(name => _server.CreateDatabaseAsync(name)));
            (await _server.ListOrgDatabasesAsync()).Intersect(names).Count().ShouldBe(8);
        }
        finally
        {
            await Task.WhenAll(names.Select(name => _server.DropDatabaseAsync(name)));
        }
    }

    [Fact]
    public async Task Ensuring_the_roles_again_sets_the_password()
    {
        await _server.EnsureRolesAsync(PostgresServer.AppPassword);
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_server.ConnectionString("postgres"))
        {
            Username = Roles.App,
            Password = PostgresServer.AppPassword,
        }.ConnectionString);
        await connection.OpenAsync();
        (await connection.AskAsync<bool>(
            "select rolsuper or rolcreatedb or rolcreaterole or rolreplication or rolbypassrls from pg_roles where rolname = current_user", default))
            .ShouldBeFalse();
    }

    [Fact]
    public async Task A_user_who_may_not_create_roles_is_enough_where_they_exist()
    {
        var plain = "plain_" + Guid.NewGuid().ToString("N")[..8];
        await using var admin = await _server.OpenMaintenanceAsync(default);
        await admin.DoAsync($"create role {plain} login createdb password 'plain' in role braid_owner");
        try
        {
            var server = new DatabaseServer(new NpgsqlConnectionStringBuilder(_server.ConnectionString("postgres"))
            {
                Username = plain,
                Password = "plain",
            }.ConnectionString);
            await server.EnsureRolesAsync("ignored");
            await server.CreateDatabaseAsync(_name);
            await server.StampOrganizationAsync(_name, Guid.NewGuid());
        }
        finally
        {
            await admin.DoAsync($"drop role {plain}");
        }
    }
}
