namespace BraidMgr.Schema.Tests;

/// <summary>What the data model promises of the central database, word for word: "!" is NOT NULL.</summary>
public sealed class CentralShapeTests(CentralFixture fixture) : IClassFixture<CentralFixture>
{
    [Theory]
    [InlineData("users", """
        id uuid!, email text!, password_hash text, name text!, avatar_url text, email_verified boolean!,
        sessions_valid_from timestamptz!, created_at timestamptz!, updated_at timestamptz!, deleted_at timestamptz
        """)]
    [InlineData("organizations", """
        id uuid!, name text!, slug text!, settings jsonb!, database_name text!, database_server_id uuid!, status text!,
        created_by uuid, created_at timestamptz!, updated_at timestamptz!, deleted_at timestamptz
        """)]
    [InlineData("user_org_memberships", """
        id uuid!, user_id uuid!, organization_id uuid!, org_role org_role!, created_at timestamptz!, updated_at timestamptz!, deactivated_at timestamptz
        """)]
    [InlineData("audit_log", """
        id uuid!, user_id uuid, action text!, entity_type text!, entity_id uuid, before_state jsonb, after_state jsonb,
        correlation_id text, organization_id uuid, created_at timestamptz!
        """)]
    [InlineData("database_servers", """
        id uuid!, name text!, region text!, host text!, port integer!, connection_budget integer!, accepts_new_orgs boolean!,
        created_at timestamptz!, updated_at timestamptz!, max_organizations integer
        """)]
    [InlineData("refresh_tokens", """
        id uuid!, user_id uuid!, org_id uuid, token_hash bytea!, family uuid!, expires_at timestamptz!, used_at timestamptz,
        revoked_at timestamptz, created_at timestamptz!
        """)]
    [InlineData("password_resets", """
        id uuid!, email text!, token_hash bytea!, expires_at timestamptz!, used_at timestamptz, created_at timestamptz!
        """)]
    [InlineData("email_verifications", """
        id uuid!, email text!, token_hash bytea!, expires_at timestamptz!, used_at timestamptz, created_at timestamptz!
        """)]
    [InlineData("invitations", """
        id uuid!, org_id uuid!, org_role org_role!, email text!, token_hash bytea!, invited_by uuid, expires_at timestamptz!,
        used_at timestamptz, created_at timestamptz!
        """)]
    [InlineData("signing_keys", """
        kid text!, algorithm text!, public_key bytea!, private_key bytea!, not_before timestamptz!, retired_at timestamptz,
        created_at timestamptz!
        """)]
    [InlineData("idempotency_keys", """
        user_id uuid!, key text!, route text!, body_sha256 bytea!, status integer, body jsonb, organization_id uuid,
        created_at timestamptz!
        """)]
    [InlineData("operators", """
        id uuid!, email text!, password_hash text!, disabled_at timestamptz, created_at timestamptz!, updated_at timestamptz!
        """)]
    public async Task A_table_has_the_columns_of_the_data_model(string table, string columns)
    {
        await using var connection = await fixture.Database.AsAppAsync();
        (await Catalog.ColumnsAsync(connection, table)).ShouldBe(Catalog.Words(columns));
    }

    [Fact]
    public async Task There_are_no_other_tables()
    {
        await using var connection = await fixture.Database.AsAppAsync();
        (await Catalog.TablesAsync(connection)).ShouldBe([
            "audit_log", "database_servers", "email_verifications", "idempotency_keys", "invitations", "operator_signing_keys", "operators",
            "organizations", "orleansmembershiptable", "orleansmembershipversiontable", "orleansquery", "orleansstorage",
            "password_resets", "refresh_tokens", "schema_migrations", "signing_keys", "user_org_memberships", "users"]);
    }

    [Fact]
    public async Task Organization_roles_are_an_enum()
    {
        await using var connection = await fixture.Database.AsAppAsync();
        (await Catalog.LabelsAsync(connection, "org_role")).ShouldBe(["owner", "admin", "member"]);
    }

    [Theory]
    [InlineData("users_email_key", "CREATE UNIQUE INDEX users_email_key ON public.users USING btree (lower(email))")]
    [InlineData("refresh_tokens_token_hash_key",
        "CREATE UNIQUE INDEX refresh_tokens_token_hash_key ON public.refresh_tokens USING btree (token_hash)")]
    [InlineData("refresh_tokens_family_idx", "CREATE INDEX refresh_tokens_family_idx ON public.refresh_tokens USING btree (family)")]
    [InlineData("refresh_tokens_org_revoked_idx",
        "CREATE INDEX refresh_tokens_org_revoked_idx ON public.refresh_tokens USING btree (org_id, revoked_at)")]
    [InlineData("refresh_tokens_revoked_idx",
        "CREATE INDEX refresh_tokens_revoked_idx ON public.refresh_tokens USING btree (revoked_at) WHERE (revoked_at IS NOT NULL)")]
    [InlineData("user_org_memberships_org_idx",
        "CREATE INDEX user_org_memberships_org_idx ON public.user_org_memberships USING btree (organization_id)")]
    public async Task An_index_exists_by_its_name(string name, string definition)
    {
        await using var connection = await fixture.Database.AsAppAsync();
        (await Catalog.IndexAsync(connection, name)).ShouldBe(definition);
    }

    [Fact]
    public async Task Every_foreign_key_can_be_followed_backwards_by_an_index()
    {
        await using var connection = await fixture.Database.AsAppAsync();
        (await Catalog.UnindexedForeignKeysAsync(connection)).ShouldBeEmpty();
    }
}
