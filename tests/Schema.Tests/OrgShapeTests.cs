namespace BraidMgr.Schema.Tests;

/// <summary>What the data model promises of an organization's database, word for word: "!" is NOT NULL.</summary>
public sealed class OrgShapeTests(OrgFixture fixture) : IClassFixture<OrgFixture>
{
    [Theory]
    [InlineData("org_owner", "singleton boolean!, organization_id uuid!, owner_token uuid!, epoch bigint!")]
    [InlineData("projects", """
        id uuid!, name text!, client_name text, project_start date, project_end date, state text!, importing_owner uuid,
        import_started_at timestamptz, next_item_num integer!, version bigint!, indicators_updated timestamptz,
        created_at timestamptz!, updated_at timestamptz!, deleted_at timestamptz
        """)]
    [InlineData("portfolios", "id uuid!, name text!, description text, created_at timestamptz!, updated_at timestamptz!")]
    [InlineData("portfolio_projects", "portfolio_id uuid!, project_id uuid!, created_at timestamptz!")]
    [InlineData("workstreams", "id uuid!, project_id uuid!, name text!, sort_order integer!, created_at timestamptz!")]
    [InlineData("items", """
        id uuid!, project_id uuid!, item_num integer!, type item_type!, title text!, description text, workstream_id uuid,
        assigned_to text, start_date date, finish_date date, duration_days integer, deadline date, draft boolean!,
        client_visible boolean!, percent_complete integer!, completed_on date, indicator indicator, priority text,
        rpt_out text[], budget_amount numeric(12,2), version bigint!, created_at timestamptz!, updated_at timestamptz!,
        deleted_at timestamptz
        """)]
    [InlineData("item_notes", "id uuid!, item_id uuid!, note_date date!, content text!, created_by uuid, created_at timestamptz!")]
    [InlineData("item_dependencies", "item_id uuid!, depends_on_id uuid!, created_at timestamptz!")]
    [InlineData("attachments", """
        id uuid!, item_id uuid!, filename text!, content_type text!, size_bytes bigint!, sha256 bytea!, storage_key text!,
        uploaded_by uuid, created_at timestamptz!
        """)]
    [InlineData("user_project_roles", "id uuid!, user_id uuid!, project_id uuid!, role project_role!, created_at timestamptz!")]
    [InlineData("rate_cards", """
        id uuid!, resource_name text!, role text, geography text, hourly_rate numeric(10,2)!, effective_from date!,
        effective_to date, created_at timestamptz!
        """)]
    [InlineData("budget_allocations", """
        id uuid!, project_id uuid!, workstream_id uuid, amount numeric(12,2)!, period_start date, period_end date, notes text,
        created_at timestamptz!
        """)]
    [InlineData("timesheet_entries", """
        id uuid!, project_id uuid!, rate_card_id uuid, week_ending date!, resource_name text!, hours numeric(6,2)!,
        rate numeric(10,2)!, cost numeric(12,2)!, complete_week boolean!, created_at timestamptz!
        """)]
    [InlineData("chat_sessions", """
        id uuid!, user_id uuid!, project_id uuid, title text, next_seq bigint!, created_at timestamptz!, updated_at timestamptz!,
        deleted_at timestamptz, assistant text!
        """)]
    [InlineData("chat_session_members", "session_id uuid!, user_id uuid!, last_read_seq bigint!, created_at timestamptz!")]
    [InlineData("chat_messages", """
        id uuid!, session_id uuid!, seq bigint!, role chat_role!, user_id uuid, content text!, context_refs jsonb,
        token_count integer, client_message_id text, created_at timestamptz!, asks_assistant boolean!
        """)]
    [InlineData("idempotency_keys", """
        user_id uuid!, key text!, route text!, body_sha256 bytea!, status integer, body jsonb, created_at timestamptz!
        """)]
    [InlineData("audit_log", """
        id uuid!, user_id uuid, action text!, entity_type text!, entity_id uuid, before_state jsonb, after_state jsonb,
        correlation_id text, project_id uuid, created_at timestamptz!
        """)]
    [InlineData("search_settings", "singleton boolean!, language regconfig!")]
    [InlineData("search_documents", """
        id uuid!, kind text!, item_id uuid!, project_id uuid!, for_viewers boolean!, language regconfig!, words tsvector!
        """)]
    [InlineData("search_pending", "item_id uuid!")]
    [InlineData("active_projects", """
        id uuid, name text, client_name text, project_start date, project_end date, next_item_num integer, version bigint,
        indicators_updated timestamptz, created_at timestamptz, updated_at timestamptz
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
            "active_projects", "attachments", "audit_log", "budget_allocations", "chat_messages", "chat_session_members",
            "chat_sessions", "idempotency_keys", "item_dependencies", "item_notes", "items", "org_owner", "portfolio_projects",
            "portfolios", "projects", "rate_cards", "schema_migrations", "search_documents", "search_pending", "search_settings",
            "timesheet_entries", "user_project_roles", "workstreams"]);
    }

    [Theory]
    [InlineData("item_type", "Budget, Risk, Action Item, Issue, Decision, Deliverable, Plan Item")]
    [InlineData("indicator", """
        Completed Recently, Completed, Beyond Deadline!!!, Late Finish!!, Late Start!!, Trending Late!, Finishing Soon!,
        Starting Soon!, In Progress, Not Started
        """)]
    [InlineData("project_role", "admin, project_manager, team_member, viewer")]
    [InlineData("chat_role", "user, assistant, system")]
    public async Task An_enum_has_exactly_these_labels(string name, string labels)
    {
        await using var connection = await fixture.Database.AsAppAsync();
        (await Catalog.LabelsAsync(connection, name)).ShouldBe(Catalog.Words(labels));
    }

    [Theory]
    [InlineData("idx_item_project", "items", "(project_id)")]
    [InlineData("idx_item_indicator", "items", "(indicator)")]
    [InlineData("idx_item_assigned", "items", "(assigned_to)")]
    [InlineData("idx_item_deleted", "items", "(deleted_at)")]
    [InlineData("idx_timesheet_week", "timesheet_entries", "(week_ending)")]
    [InlineData("idx_chat_session_user", "chat_sessions", "(user_id)")]
    [InlineData("audit_log_project_idx", "audit_log", "(project_id, created_at DESC, id DESC)")]
    [InlineData("audit_log_entity_idx", "audit_log", "(entity_type, entity_id, created_at)")]
    public async Task An_index_exists_by_its_name(string name, string table, string columns)
    {
        await using var connection = await fixture.Database.AsAppAsync();
        (await Catalog.IndexAsync(connection, name)).ShouldBe($"CREATE INDEX {name} ON public.{table} USING btree {columns}");
    }

    [Fact]
    public async Task Every_foreign_key_can_be_followed_backwards_by_an_index()
    {
        await using var connection = await fixture.Database.AsAppAsync();
        (await Catalog.UnindexedForeignKeysAsync(connection)).ShouldBeEmpty();
    }
}
