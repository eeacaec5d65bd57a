using BraidMgr.Testing;
using Npgsql;

namespace BraidMgr.Schema.Tests;

/// <summary>What the role that serves may do in a database, and who else may enter it.</summary>
public sealed class AppRoleTests(OrgFixture org, CentralFixture central) : IClassFixture<OrgFixture>, IClassFixture<CentralFixture>
{
    [Theory]
    [InlineData("create table sneaked (id int)")]
    [InlineData("create temporary table sneaked (id int)")]
    [InlineData("create schema sneaked")]
    [InlineData("create function sneaked() returns int language sql as 'select 1'")]
    [InlineData("create extension pg_trgm")]
    [InlineData("alter table audit_log add column sneaked int")]
    [InlineData("drop table audit_log")]
    [InlineData("create index sneaked on audit_log (id)")]
    [InlineData("create role sneaked")]
    [InlineData("create database sneaked")]
    [InlineData("insert into schema_migrations (version, name, checksum, duration_ms) values (999, 'x', 'x', 0)")]
    [InlineData("delete from schema_migrations")]
    public async Task It_defines_nothing(string attempt)
    {
        foreach (var database in new[] { org.Database, central.Database })
        {
            await using var connection = await database.AsAppAsync();
            await connection.ShouldRefuseAsync(PostgresErrorCodes.InsufficientPrivilege, attempt);
        }
    }

    [Theory]
    [InlineData("update org_owner set organization_id = gen_random_uuid()")]
    [InlineData("insert into org_owner (organization_id, owner_token, epoch) values (gen_random_uuid(), gen_random_uuid(), 0)")]
    [InlineData("delete from org_owner")]
    [InlineData("truncate items cascade")]
    public async Task It_cannot_give_the_database_to_another_organization_or_empty_it(string attempt)
    {
        await using var connection = await org.Database.AsAppAsync();
        await connection.ShouldRefuseAsync(PostgresErrorCodes.InsufficientPrivilege, attempt);
    }

    [Fact]
    public async Task It_cannot_grant_itself_more()
    {
        await using var connection = await org.Database.AsAppAsync();
        await connection.DoAsync("grant update on audit_log to braid_app"); // PostgreSQL warns and grants nothing
        await connection.ShouldRefuseAsync(PostgresErrorCodes.InsufficientPrivilege, "update audit_log set action = 'x'");
    }

    [Fact]
    public async Task It_reads_and_writes_every_serving_table()
    {
        string[] exceptions = ["audit_log", "org_owner", "orleansquery", "schema_migrations", "active_projects"];
        foreach (var database in new[] { org.Database, central.Database })
        {
            await using var connection = await database.AsAppAsync();
            var lacking = await connection.ListAsync(
                """
                select relname || ' ' || privilege
                  from pg_class, unnest(array['select', 'insert', 'update', 'delete']) privilege
                 where relnamespace = 'public'::regnamespace and relkind in ('r', 'v') and relname <> all ($1)
                   and not has_table_privilege(oid, privilege)
                """, (object)exceptions);
            lacking.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task Everything_belongs_to_the_owner()
    {
        foreach (var database in new[] { org.Database, central.Database })
        {
            await using var connection = await database.AsAppAsync();
            (await connection.ListAsync(
                """
                select relname::text from pg_class where relnamespace = 'public'::regnamespace and relowner <> 'braid_owner'::regrole
                union all
                select proname::text from pg_proc where pronamespace = 'public'::regnamespace and proowner <> 'braid_owner'::regrole
                union all
                select typname::text from pg_type where typnamespace = 'public'::regnamespace and typowner <> 'braid_owner'::regrole
                union all
                select datname::text from pg_database where datname = current_database() and datdba <> 'braid_owner'::regrole
                """)).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task Functions_are_for_the_serving_role_alone_and_look_nothing_up_by_a_search_path()
    {
        foreach (var database in new[] { org.Database, central.Database })
        {
            await using var connection = await database.AsAppAsync();
            (await connection.ListAsync(
                """
                select proname::text from pg_proc
                 where pronamespace = 'public'::regnamespace
                   and (prosecdef or proacl is null or has_function_privilege('pg_monitor', oid, 'execute')
                        or not exists (select from unnest(proconfig) setting where setting like 'search\_path=pg\_catalog%'))
                """)).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task No_other_role_may_enter()
    {
        var stranger = "stranger_" + Guid.NewGuid().ToString("N")[..8];
        await using var admin = await org.Database.AsSuperuserAsync();
        await admin.DoAsync($"create role {stranger} login password 'stranger'");
        try
        {
            var postgres = await PostgresServer.Shared;
            foreach (var database in new[] { org.Database.Name, central.Database.Name })
            {
                await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(postgres.ConnectionString)
                {
                    Database = database,
                    Username = stranger,
                    Password = "stranger",
                    Pooling = false,
                }.ConnectionString);
                (await Should.ThrowAsync<PostgresException>(() => connection.OpenAsync()))
                    .SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
            }
        }
        finally
        {
            await admin.DoAsync($"drop role {stranger}");
        }
    }
}
