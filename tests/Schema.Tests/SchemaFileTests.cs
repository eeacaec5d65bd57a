using BraidMgr.Schema.Diff;

namespace BraidMgr.Schema.Tests;

/// <summary>schema/*.sql describe the wanted schema; the migrations lead there, and what is missing can be generated.</summary>
public sealed class SchemaFileTests
{
    private const string Mend = "Run: ./braid cli migrate schema (when the migration is right), or migrate new … --autogenerate (when schema/*.sql is).";

    [Theory]
    [InlineData(DatabaseKind.Central)]
    [InlineData(DatabaseKind.Org)]
    public async Task The_schema_file_and_the_migrations_agree(DatabaseKind kind)
    {
        var difference = await new SchemaFile(await TestDatabase.ServerAsync()).DiffAsync(MigrationSet.Of(kind), await ReadAsync(kind));
        difference.Sql.ShouldBe("", Mend);
    }

    [Theory, Trait("Category", "Long")]
    [InlineData("alter table items add column urgency text default 'low'", "alter table items add column urgency text default 'low'::text;")]
    [InlineData("alter table items alter column title drop not null", "alter table items alter column title drop not null;")]
    [InlineData("alter table items alter column draft set default true", "alter table items alter column draft set default true;")]
    [InlineData("alter table items alter column duration_days type bigint", "alter table items alter column duration_days type bigint;")]
    [InlineData("create index stray_idx on items (priority)", "CREATE INDEX stray_idx ON public.items USING btree (priority);")]
    [InlineData("drop index idx_item_indicator", "drop index idx_item_indicator;")]
    [InlineData("alter table items add constraint stray check (item_num > -1)", "alter table items add constraint stray CHECK ((item_num > '-1'::integer));")]
    [InlineData("alter type chat_role add value 'stranger'", "alter type chat_role add value 'stranger' after 'system';")]
    [InlineData("create type stray as enum ('a', 'b')", "create type stray as enum ('a', 'b');")]
    [InlineData("create table stray (id uuid primary key, item_id uuid references items (id)); create index stray_item on stray (item_id); grant select on stray to braid_app", "create table stray (")]
    [InlineData("create function stray() returns int language sql as 'select 1'; revoke all on function stray() from public", "revoke execute on function stray() from public;")]
    [InlineData("create or replace function braid_refuse_audit_change() returns trigger language plpgsql as 'begin return null; end'", "CREATE OR REPLACE FUNCTION")]
    [InlineData("create view stray as select id from items; grant select on stray to braid_app", "grant select on stray to braid_app;")]
    [InlineData("grant delete on audit_log to braid_app", "grant delete on audit_log to braid_app;")]
    [InlineData("revoke select on items from braid_app", "revoke select on items from braid_app;")]
    [InlineData("create trigger stray before update on items for each row execute function braid_refuse_audit_change()", "CREATE TRIGGER stray BEFORE UPDATE ON public.items")]
    public async Task A_change_of_the_file_becomes_DDL_that_leads_there(string change, string generated)
    {
        var difference = await DiffAsync(change);
        difference.Sql.ShouldContain(generated);
        difference.Left.ShouldBeEmpty();
        difference.Remaining.ShouldBeEmpty(difference.Sql);
    }

    [Theory, Trait("Category", "Long")]
    [InlineData("alter table items add constraint stray unique (project_id, title)")]
    [InlineData("alter table items add constraint stray check (item_num > 5)")]
    [InlineData("alter table item_notes add constraint stray foreign key (id) references items (id)")]
    [InlineData("create unique index stray on items (project_id, title)")]
    public async Task What_rows_may_break_is_generated_with_a_warning(string change) =>
        (await DiffAsync(change)).Sql.ShouldContain("-- beware: an organization with rows in item");

    [Trait("Category", "Long")]
    [Theory]
    [InlineData("alter table items rename column priority to urgency", "a rename, or two columns?")]
    [InlineData("alter table items drop column priority", "is not wanted any more")]
    [InlineData("drop table item_notes", "table item_notes is not wanted any more")]
    [InlineData("alter table items alter column priority type varchar(20)", "may not hold every value")]
    [InlineData("alter table items alter column priority set not null", "becomes NOT NULL")]
    [InlineData("alter table items add column urgency text not null", "has no default")]
    [InlineData("alter type chat_role rename value 'system' to 'machine'", "loses or renames a label")]
    public async Task What_cannot_be_done_safely_is_said_and_left_to_a_person(string change, string said)
    {
        var difference = await DiffAsync(change);
        difference.Left.ShouldContain(line => line.Contains(said), difference.Sql);
        difference.Sql.Split('\n').ShouldNotContain(line => line.StartsWith("alter table items drop column") || line.StartsWith("drop table"));
    }

    private static async Task<SchemaDifference> DiffAsync(string change)
    {
        var wanted = $"{await ReadAsync(DatabaseKind.Org)}\n{change};\n";
        return await new SchemaFile(await TestDatabase.ServerAsync()).DiffAsync(MigrationSet.Of(DatabaseKind.Org), wanted);
    }

    private static Task<string> ReadAsync(DatabaseKind kind) =>
        File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "schema", kind == DatabaseKind.Central ? "central.sql" : "org.sql"));
}
