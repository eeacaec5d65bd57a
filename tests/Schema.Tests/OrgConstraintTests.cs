using Npgsql;

namespace BraidMgr.Schema.Tests;

/// <summary>What an organization's database refuses by itself, whoever asks.</summary>
public sealed class OrgConstraintTests(OrgFixture fixture) : IClassFixture<OrgFixture>
{
    private const string Project = "00000000-0000-0000-0000-0000000000a1";
    private const string Other = "00000000-0000-0000-0000-0000000000a2";
    private const string Stream = "00000000-0000-0000-0000-0000000000b1";
    private const string Session = "00000000-0000-0000-0000-0000000000c1";

    // Items 1 to 3 are of Project, 9 is of Other; the last digit of an item's id is its number.
    private static readonly string Seed = $"""
        insert into projects (id, name) values ('{Project}', 'Apollo'), ('{Other}', 'Gemini');
        insert into workstreams (id, project_id, name) values ('{Stream}', '{Project}', 'Hull');
        insert into items (id, project_id, item_num, type, title) values
            ('{Item(1)}', '{Project}', 1, 'Risk', 'one'), ('{Item(2)}', '{Project}', 2, 'Issue', 'two'),
            ('{Item(3)}', '{Project}', 3, 'Plan Item', 'three'), ('{Item(9)}', '{Other}', 9, 'Decision', 'nine');
        update items set workstream_id = '{Stream}' where id = '{Item(1)}';
        insert into item_dependencies (item_id, depends_on_id) values ('{Item(1)}', '{Item(2)}'), ('{Item(2)}', '{Item(3)}');
        insert into chat_sessions (id, user_id) values ('{Session}', gen_random_uuid());
        insert into chat_messages (id, session_id, seq, role, content, client_message_id)
            values (gen_random_uuid(), '{Session}', 1, 'user', 'hello', 'first');
        """;

    public static TheoryData<string, string> Refusals => new()
    {
        { "items_project_id_item_num_key", NewItem("item_num", "1") },
        { "items_item_num_check", NewItem("item_num", "0") },
        { "items_title_check", NewItem("title", "''") },
        { "items_title_check", NewItem("title", "repeat('x', 501)") },
        { "items_description_check", NewItem("description", "repeat('x', 20001)") },
        { "items_assigned_to_check", NewItem("assigned_to", "repeat('x', 201)") },
        { "items_priority_check", NewItem("priority", "repeat('x', 51)") },
        { "items_percent_complete_check", NewItem("percent_complete", "101") },
        { "items_percent_complete_check", NewItem("percent_complete", "-1") },
        { "items_project_id_fkey", NewItem("project_id", "gen_random_uuid()") },
        { "items_workstream_fkey", $"update items set workstream_id = '{Stream}' where id = '{Item(9)}'" },
        { "items_workstream_fkey", $"delete from workstreams where id = '{Stream}'" },
        { "workstreams_project_id_name_key", $"insert into workstreams (id, project_id, name) values (gen_random_uuid(), '{Project}', 'Hull')" },
        { "projects_name_check", "insert into projects (id, name) values (gen_random_uuid(), '')" },
        { "projects_name_check", "insert into projects (id, name) values (gen_random_uuid(), repeat('x', 201))" },
        { "projects_state_check", $"update projects set state = 'half' where id = '{Project}'" },
        { "item_dependencies_not_self", Depends(1, 1) },
        { "item_dependencies_no_cycle", Depends(2, 1) },
        { "item_dependencies_no_cycle", Depends(3, 1) },
        { "item_dependencies_same_project", Depends(1, 9) },
        { "item_dependencies_pkey", Depends(1, 2) },
        { "item_notes_content_check", NewNote("repeat('x', 20001)") },
        { "attachments_size_bytes_check", NewAttachment(10 * 1024 * 1024 + 1, 32) },
        { "attachments_sha256_check", NewAttachment(1, 31) },
        { "chat_messages_session_id_seq_key", NewMessage("1", "'hello'", "'second'") },
        { "chat_messages_session_id_client_message_id_key", NewMessage("2", "'hello'", "'first'") },
        { "chat_messages_content_check", NewMessage("2", "repeat('x', 32 * 1024 + 1)", "null") },
        { "chat_messages_content_check", NewMessage("2", "repeat('ä', 16 * 1024 + 1)", "null") },
        { "org_owner_singleton_check", "insert into org_owner values (false, gen_random_uuid(), gen_random_uuid(), 0)" },
        { "org_owner_pkey", "insert into org_owner values (true, gen_random_uuid(), gen_random_uuid(), 0)" },
    };

    [Theory, MemberData(nameof(Refusals))]
    public async Task A_constraint_refuses(string constraint, string statement)
    {
        await using var connection = await SeededAsync();
        var refusal = await Should.ThrowAsync<PostgresException>(() => connection.DoAsync(statement));
        refusal.ConstraintName.ShouldBe(constraint, refusal.MessageText);
    }

    public static TheoryData<string> Accepted =>
    [
        NewItem("title", "repeat('x', 500)"),
        NewItem("description", "repeat('x', 20000)"),
        NewItem("indicator", "'Beyond Deadline!!!'"),
        Depends(1, 3),
        NewNote("repeat('x', 20000)"),
        NewAttachment(10 * 1024 * 1024, 32),
        NewMessage("2", "repeat('x', 32 * 1024)", "'second'"),
        NewMessage("2", "'no id of the client'", "null"),
    ];

    [Theory, MemberData(nameof(Accepted))]
    public async Task What_is_just_within_the_limits_is_stored(string statement)
    {
        await using var connection = await SeededAsync();
        await connection.DoAsync(statement);
    }

    [Fact]
    public async Task A_cycle_within_one_statement_is_seen()
    {
        await using var connection = await SeededAsync();
        await connection.DoAsync("delete from item_dependencies");
        await connection.ShouldRefuseAsync(PostgresErrorCodes.CheckViolation, $"""
            insert into item_dependencies (item_id, depends_on_id)
            values ('{Item(1)}', '{Item(2)}'), ('{Item(2)}', '{Item(3)}'), ('{Item(3)}', '{Item(1)}')
            """, "item_dependencies_no_cycle");
    }

    [Fact]
    public async Task A_workstream_goes_in_the_statement_that_clears_its_items()
    {
        await using var connection = await SeededAsync();
        await connection.DoAsync($"""
            with cleared as (update items set workstream_id = null, version = version + 1 where workstream_id = '{Stream}')
            delete from workstreams where id = '{Stream}'
            """);
        (await connection.AskAsync<long>($"select version from items where id = '{Item(1)}'", default)).ShouldBe(2);
    }

    [Fact]
    public async Task Sweeping_a_project_takes_everything_in_it()
    {
        await using var connection = await SeededAsync();
        await connection.DoAsync($"delete from projects where id = '{Project}'");
        (await connection.AskAsync<long>("select (select count(*) from items) * 100 + (select count(*) from workstreams)", default))
            .ShouldBe(100);
    }

    [Fact]
    public async Task A_project_that_is_imported_or_deleted_is_not_among_the_active_ones()
    {
        await using var connection = await SeededAsync();
        await connection.DoAsync($"update projects set state = 'importing' where id = '{Project}'");
        (await connection.ListAsync("select name from active_projects order by name")).ShouldBe(["Gemini"]);
        await connection.DoAsync($"update projects set deleted_at = now() where id = '{Other}'");
        (await connection.ListAsync("select name from active_projects")).ShouldBeEmpty();
    }

    // In a transaction that is never committed: every test has the same seed and sees no other.
    private async Task<NpgsqlConnection> SeededAsync()
    {
        var connection = await fixture.Database.AsOwnerAsync();
        await connection.BeginTransactionAsync();
        await connection.DoAsync(Seed);
        return connection;
    }

    private static string Item(int number) => $"00000000-0000-0000-0000-00000000000{number}";

    private static string NewItem(string column, string value)
    {
        var columns = new Dictionary<string, string>
        {
            ["id"] = "gen_random_uuid()",
            ["project_id"] = $"'{Project}'",
            ["item_num"] = "4",
            ["type"] = "'Risk'",
            ["title"] = "'four'",
            [column] = value,
        };
        return $"insert into items ({string.Join(", ", columns.Keys)}) values ({string.Join(", ", columns.Values)})";
    }

    private static string Depends(int item, int on) =>
        $"insert into item_dependencies (item_id, depends_on_id) values ('{Item(item)}', '{Item(on)}')";

    private static string NewNote(string content) =>
        $"insert into item_notes (id, item_id, note_date, content) values (gen_random_uuid(), '{Item(1)}', '2026-01-05', {content})";

    private static string NewAttachment(long size, int hashBytes) => $"""
        insert into attachments (id, item_id, filename, content_type, size_bytes, sha256, storage_key)
        values (gen_random_uuid(), '{Item(1)}', 'a.txt', 'text/plain', {size}, decode(repeat('00', {hashBytes}), 'hex'), 'k')
        """;

    private static string NewMessage(string seq, string content, string clientMessageId) => $"""
        insert into chat_messages (id, session_id, seq, role, content, client_message_id)
        values (gen_random_uuid(), '{Session}', {seq}, 'user', {content}, {clientMessageId})
        """;
}
