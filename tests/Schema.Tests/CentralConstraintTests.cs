using Npgsql;

namespace BraidMgr.Schema.Tests;

/// <summary>What the central database refuses by itself, whoever asks.</summary>
public sealed class CentralConstraintTests(CentralFixture fixture) : IClassFixture<CentralFixture>
{
    private const string User = "00000000-0000-0000-0000-0000000000a1";
    private const string Org = "00000000-0000-0000-0000-0000000000b1";

    private static readonly string Seed = $"""
        insert into users (id, email, name) values ('{User}', 'Ada@example.org', 'Ada');
        insert into organizations (id, name, slug, database_name, database_server_id)
            select '{Org}', 'Acme', 'acme', 'braidmgr_org_acme', id from database_servers;
        insert into user_org_memberships (id, user_id, organization_id, org_role) values (gen_random_uuid(), '{User}', '{Org}', 'owner');
        insert into refresh_tokens (id, user_id, org_id, token_hash, family, expires_at)
            values (gen_random_uuid(), '{User}', '{Org}', 'h', gen_random_uuid(), now());
        insert into idempotency_keys (user_id, key, route, body_sha256, organization_id)
            values ('{User}', 'k', 'POST /orgs', sha256('x'), '{Org}');
        """;

    public static TheoryData<string, string> Refusals => new()
    {
        { "users_email_key", NewUser("'aDA@EXAMPLE.ORG'", "'Ada too'") },
        { "users_email_check", NewUser("repeat('x', 243) || '@example.org'", "'Long'") },
        { "users_name_check", NewUser("'b@example.org'", "repeat('x', 201)") },
        { "users_name_check", NewUser("'b@example.org'", "''") },
        { "organizations_slug_key", NewOrg("acme", "braidmgr_org_acme_1") },
        { "organizations_database_name_key", NewOrg("acme-1", "braidmgr_org_acme") },
        { "organizations_slug_check", NewOrg("ab", "braidmgr_org_x") },
        { "organizations_slug_check", NewOrg(new string('a', 41), "braidmgr_org_x") },
        { "organizations_slug_check", NewOrg("-abc", "braidmgr_org_x") },
        { "organizations_slug_check", NewOrg("abc-", "braidmgr_org_x") },
        { "organizations_slug_check", NewOrg("a--b", "braidmgr_org_x") },
        { "organizations_slug_check", NewOrg("Abc", "braidmgr_org_x") },
        { "organizations_slug_check", NewOrg("a_b", "braidmgr_org_x") },
        { "organizations_slug_check", NewOrg("abc\n", "braidmgr_org_x") },
        { "organizations_database_name_check", NewOrg("longer", "b" + new string('x', 63)) },
        { "organizations_status_check", $"update organizations set status = 'gone' where id = '{Org}'" },
        { "user_org_memberships_user_id_organization_id_key",
            $"insert into user_org_memberships (id, user_id, organization_id, org_role) values (gen_random_uuid(), '{User}', '{Org}', 'member')" },
        { "refresh_tokens_token_hash_key",
            $"insert into refresh_tokens (id, user_id, token_hash, family, expires_at) values (gen_random_uuid(), '{User}', 'h', gen_random_uuid(), now())" },
        { "idempotency_keys_pkey",
            $"insert into idempotency_keys (user_id, key, route, body_sha256) values ('{User}', 'k', 'POST /orgs', sha256('y'))" },
    };

    [Theory, MemberData(nameof(Refusals))]
    public async Task A_constraint_refuses(string constraint, string statement)
    {
        await using var connection = await SeededAsync();
        var refusal = await Should.ThrowAsync<PostgresException>(() => connection.DoAsync(statement));
        refusal.ConstraintName.ShouldBe(constraint, refusal.MessageText);
    }

    [Fact]
    public async Task The_longest_slug_and_the_longest_database_name_fit()
    {
        await using var connection = await SeededAsync();
        var slug = new string('a', 40);
        await connection.DoAsync(NewOrg(slug, $"braidmgr_org_{slug}_0123abcd"));
    }

    [Fact]
    public async Task The_row_of_an_organization_that_was_never_finished_takes_what_hangs_on_it()
    {
        await using var connection = await SeededAsync();
        await connection.DoAsync($"delete from organizations where id = '{Org}'");
        (await connection.AskAsync<long>(
            """
            select (select count(*) from user_org_memberships) + (select count(*) from refresh_tokens)
                 + (select count(*) from idempotency_keys)
            """, default)).ShouldBe(0);
    }

    [Fact]
    public async Task New_rows_have_the_documented_defaults()
    {
        await using var connection = await SeededAsync();
        (await connection.ListAsync("select concat_ws('|', status, settings, deleted_at is null) from organizations"))
            .ShouldBe(["provisioning|{}|t"]);
        (await connection.ListAsync("select concat_ws('|', email_verified, sessions_valid_from at time zone 'utc') from users"))
            .ShouldBe(["f|1970-01-01 00:00:00"]);
    }

    // In a transaction that is never committed: every test has the same seed and sees no other.
    private async Task<NpgsqlConnection> SeededAsync()
    {
        var connection = await fixture.Database.AsAppAsync();
        await connection.BeginTransactionAsync();
        await connection.DoAsync(Seed);
        return connection;
    }

    private static string NewUser(string email, string name) =>
        $"insert into users (id, email, name) values (gen_random_uuid(), {email}, {name})";

    private static string NewOrg(string slug, string database) => $"""
        insert into organizations (id, name, slug, database_name, database_server_id)
        select gen_random_uuid(), 'Acme', '{slug}', '{database}', id from database_servers
        """;
}
