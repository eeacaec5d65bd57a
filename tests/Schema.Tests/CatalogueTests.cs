namespace BraidMgr.Schema.Tests;

/// <summary>A catalogue's hash tells whether two databases have one schema.</summary>
public sealed class CatalogueTests(OrgFixture fixture) : IClassFixture<OrgFixture>
{
    [Theory]
    [InlineData("alter table items add column extra text")]
    [InlineData("alter table items alter column title drop not null")]
    [InlineData("alter table items alter column draft set default true")]
    [InlineData("alter table items alter column priority type varchar(999)")]
    [InlineData("create index stray_idx on items (priority)")]
    [InlineData("drop index idx_item_indicator")]
    [InlineData("alter table items add constraint stray check (item_num > -1)")]
    [InlineData("alter type chat_role add value 'stranger'")]
    [InlineData("create type stray as enum ('a')")]
    [InlineData("create table stray (id int)")]
    [InlineData("create function stray() returns int language sql as 'select 1'")]
    [InlineData("create or replace function braid_refuse_audit_change() returns trigger language plpgsql as 'begin return null; end'")]
    [InlineData("grant delete on audit_log to braid_app")]
    [InlineData("revoke select on items from braid_app")]
    [InlineData("alter table audit_log disable trigger all")]
    [InlineData("alter table items owner to current_user")]
    [InlineData("create or replace view active_projects with (security_invoker = true) as select * from (select id, name, client_name, project_start, project_end, next_item_num, version, indicators_updated, created_at, updated_at from projects) p")]
    [InlineData("alter view active_projects reset (security_invoker)")]
    [InlineData("create sequence stray")]
    [InlineData("grant update (title) on items to public")]
    [InlineData("revoke usage on schema public from braid_app")]
    [InlineData("alter table items alter column priority type text collate \"C\"")]
    [InlineData("alter table items add constraint stray check (item_num > 0) not valid")]
    [InlineData("alter table items enable row level security")]
    [InlineData("alter index idx_item_project rename to stray")]
    [InlineData("create trigger stray before update on schema_migrations for each row execute function braid_note_item()")]
    [InlineData("alter function braid_note_item() owner to current_user")]
    public async Task Any_change_of_the_schema_is_seen(string ddl)
    {
        await using var connection = await fixture.Database.AsSuperuserAsync();
        var before = await Catalogue.ReadAsync(connection);
        await connection.DoAsync("begin");
        await connection.DoAsync(ddl);

        var after = await Catalogue.ReadAsync(connection);

        await connection.DoAsync("rollback");
        after.Hash.ShouldNotBe(before.Hash);
        after.DriftFrom(before).ShouldNotBeEmpty();
        (await Catalogue.ReadAsync(connection)).Hash.ShouldBe(before.Hash);
    }

    [Theory]
    [InlineData("insert into projects (id, name) values (gen_random_uuid(), 'Apollo')")]
    [InlineData("create index own_items_priority on items (priority)")]
    [InlineData("revoke select, insert on items from braid_app; grant insert on items to braid_app; grant select on items to braid_app")]
    [InlineData("comment on table schema_migrations is 'a failure'")]
    [InlineData("alter table schema_migrations add column stray int default 1")]
    [InlineData("alter table items add column gone int default 1; alter table items drop column gone")]
    [InlineData("create schema elsewhere; create table elsewhere.stray (id serial primary key, name text default 'x' check (name <> ''))")]
    public async Task What_is_no_change_of_the_schema_is_not(string sql)
    {
        await using var connection = await fixture.Database.AsSuperuserAsync();
        var before = await Catalogue.ReadAsync(connection);
        await connection.DoAsync("begin");
        await connection.DoAsync(sql);

        var after = await Catalogue.ReadAsync(connection);

        await connection.DoAsync("rollback");
        after.DriftFrom(before).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_organizations_database_is_what_a_scratch_build_of_the_migrations_is()
    {
        var schemas = new OrgSchemas(await TestDatabase.ServerAsync());
        var state = await schemas.LookAsync(fixture.Database.Name, fixture.Database.OrganizationId);
        state.Drift.ShouldBeEmpty();
        state.IsSound.ShouldBeTrue();
        state.Version.ShouldBe(SchemaVersion.Required(DatabaseKind.Org));
    }

    [Fact]
    public async Task A_database_of_another_organization_is_refused()
    {
        var schemas = new OrgSchemas(await TestDatabase.ServerAsync());
        (await Should.ThrowAsync<SchemaException>(() => schemas.MigrateAsync(fixture.Database.Name, Guid.NewGuid()))).Message.ShouldContain("belongs to organization");
    }

    [Fact]
    public async Task No_scratch_database_stays_behind()
    {
        var server = await TestDatabase.ServerAsync();
        await new OrgSchemas(server).ExpectedAsync();
        await using var admin = await server.OpenMaintenanceAsync(default);
        await using var single = await AdvisoryLock.TakeAsync(admin, AdvisoryLock.Scratch, default);
        (await admin.AskAsync<long>("select count(*) from pg_database where starts_with(datname, 'braidmgr_scratch_')", default)).ShouldBe(0);
    }
}
