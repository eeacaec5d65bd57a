using Npgsql;

namespace BraidMgr.Schema.Tests;

/// <summary>Both audit logs take rows and never give one back.</summary>
public sealed class AuditTests(OrgFixture org, CentralFixture central) : IClassFixture<OrgFixture>, IClassFixture<CentralFixture>
{
    private const string Insert =
        "insert into audit_log (id, action, entity_type) values (gen_random_uuid(), 'created', 'item') returning id";

    public static TheoryData<string, string> Changes => new()
    {
        { "org", "update audit_log set action = 'x'" },
        { "org", "update audit_log set action = 'x' where false" },
        { "org", "delete from audit_log" },
        { "org", "delete from audit_log where false" },
        { "org", "truncate audit_log" },
        { "central", "update audit_log set action = 'x'" },
        { "central", "delete from audit_log" },
        { "central", "truncate audit_log" },
    };

    [Theory, MemberData(nameof(Changes))]
    public async Task The_serving_role_may_not_change_a_row(string which, string change)
    {
        await using var connection = await Database(which).AsAppAsync();
        await connection.DoAsync(Insert);
        await connection.ShouldRefuseAsync(PostgresErrorCodes.InsufficientPrivilege, change);
    }

    [Theory, MemberData(nameof(Changes))]
    public async Task The_owner_is_refused_by_the_table_itself(string which, string change)
    {
        await using var connection = await Database(which).AsOwnerAsync();
        await connection.ShouldRefuseAsync(SqlStates.AppendOnly, change);
    }

    [Theory, MemberData(nameof(Changes))]
    public async Task A_replica_session_of_a_superuser_is_refused_too(string which, string change)
    {
        await using var connection = await Database(which).AsSuperuserAsync();
        await connection.DoAsync("set session_replication_role = replica");
        await connection.ShouldRefuseAsync(SqlStates.AppendOnly, change);
    }

    [Theory]
    [InlineData("alter table audit_log disable trigger all")]
    [InlineData("alter table audit_log disable trigger audit_log_append_only")]
    [InlineData("drop trigger audit_log_append_only on audit_log")]
    [InlineData("create or replace function braid_refuse_audit_change() returns trigger language plpgsql as 'begin return null; end'")]
    [InlineData("set session_replication_role = replica")]
    [InlineData("set role braid_owner")]
    [InlineData("copy audit_log from program 'true'")]
    public async Task The_serving_role_cannot_get_around_it(string attempt)
    {
        foreach (var which in new[] { "org", "central" })
        {
            await using var connection = await Database(which).AsAppAsync();
            await connection.ShouldRefuseAsync(PostgresErrorCodes.InsufficientPrivilege, attempt);
        }
    }

    [Theory]
    [InlineData("org")]
    [InlineData("central")]
    public async Task An_upsert_may_not_change_a_row_either(string which)
    {
        await using var connection = await Database(which).AsOwnerAsync();
        var id = await connection.AskAsync<Guid>(Insert, default);
        await connection.ShouldRefuseAsync(SqlStates.AppendOnly, $"""
            insert into audit_log (id, action, entity_type) values ('{id}', 'created', 'item')
            on conflict (id) do update set action = 'forged'
            """);
    }

    [Theory]
    [InlineData("org")]
    [InlineData("central")]
    public async Task The_serving_role_adds_rows_and_reads_them(string which)
    {
        await using var connection = await Database(which).AsAppAsync();
        var id = await connection.AskAsync<Guid>(Insert, default);
        (await connection.AskAsync<string>("select action from audit_log where id = $1", default, id)).ShouldBe("created");
    }

    private TestDatabase Database(string which) => which == "org" ? org.Database : central.Database;
}
