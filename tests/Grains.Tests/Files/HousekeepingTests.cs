using BraidMgr.Contracts;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Files;
using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Provisioning;
using BraidMgr.Grains.Tests.Accounts;
using BraidMgr.Storage;
using BraidMgr.Testing;
using Npgsql;

namespace BraidMgr.Grains.Tests.Files;

/// <summary>What an organization does not need any more is removed, also after a host died between the database and the object store.</summary>

public sealed class HousekeepingTests(GrainsHost host) : IClassFixture<GrainsHost>
{
    [Fact]
    public async Task What_was_deleted_30_days_ago_is_purged_and_only_that()
    {
        var (ann, slug, project) = await Someone();
        for (var i = 0; i < 3; i++)
        {
            await project.CreateItem(ann.Change(), new ItemInput { Type = ItemType.Risk, Title = "Valve" });
        }

        await project.DeleteItem(ann.Change(), ItemRef.Parse("1"), null);
        await project.DeleteItem(ann.Change(), ItemRef.Parse("2"), null);
        await Execute(slug, "update items set deleted_at = now() - interval '31 days' where item_num = 1");

        (await Housekeeping(ann).Purge()).ShouldBe(1);

        (await project.DeletedItems(ann.Caller())).Items.Single().ItemNum.ShouldBe(2);
        (await Somebody.ErrorKind(() => project.RestoreItem(ann.Change(), ItemRef.Parse("1")))).ShouldBe(ErrorKind.NotFound);
        (await Housekeeping(ann).Purge()).ShouldBe(0);
    }

    [Fact]
    public async Task A_deleted_project_is_purged_with_all_that_is_in_it()
    {
        var (ann, slug, project) = await Someone();
        await project.CreateItem(ann.Change(), new ItemInput { Type = ItemType.Risk, Title = "Valve" });
        await project.Delete(ann.Change());
        await Execute(slug, "update projects set deleted_at = now() - interval '31 days'");

        (await Housekeeping(ann).Purge()).ShouldBe(2);

        (await host.Grains.Projects(ann.Caller().OrganizationId).Deleted(ann.Caller())).Total.ShouldBe(0);
    }

    [Fact]
    public async Task What_an_import_left_whose_host_died_is_removed_with_all_that_is_in_it_and_nothing_else()
    {
        var (ann, slug, project) = await Someone();
        await project.CreateItem(ann.Change(), new ItemInput { Type = ItemType.Risk, Title = "Valve" });
        await Execute(slug, """
            with p as (
                insert into projects (id, name, state, importing_owner, import_started_at)
                values (gen_random_uuid(), 'Half', 'importing', gen_random_uuid(), now()), (gen_random_uuid(), 'Begun', 'importing', gen_random_uuid(), now())
                returning id, name
            ), w as (
                insert into workstreams (id, project_id, name) select gen_random_uuid(), id, 'Build' from p
            ), t as (
                insert into items (id, project_id, item_num, type, title)
                select gen_random_uuid(), p.id, n, 'Risk', 'Brake' from p, generate_series(1, 1100) n where p.name = 'Half' returning id
            )
            insert into item_notes (id, item_id, note_date, content) select gen_random_uuid(), t.id, current_date, 'seen' from t
            """);

        // A day on which it has done nothing yet.
        await Housekeeping(ann).Used(new DateOnly(2040, 1, 1));
        await Eventually.Holds(async () => await Count(slug, "projects where state = 'importing'") == 0);

        (await Count(slug, "projects"), await Count(slug, "items"), await Count(slug, "item_notes"), await Count(slug, "workstreams")).ShouldBe((1, 1, 0, 0));
        (await project.GetItem(ann.Caller(), ItemRef.Parse("1"))).ShouldNotBeNull();
        (await host.Grains.Projects(ann.Caller().OrganizationId).SweepImports()).ShouldBe(0);
    }

    [Fact]
    public async Task Bytes_that_a_dead_host_left_are_swept_and_a_file_without_bytes_is_reported()
    {
        var (ann, _, project) = await Someone();
        await project.CreateItem(ann.Change(), new ItemInput { Type = ItemType.Risk, Title = "Valve" });
        var (kept, lost, orphan) = (await Add(ann, project, stored: true), await Add(ann, project, stored: false), KeyOf(ann, Guid.CreateVersion7()));
        await Store.Put(orphan, new MemoryStream([1]));
        var (logo, orphanedLogo) = (await Logo(ann.Caller().OrganizationId), await Logo(ann.Caller().OrganizationId));
        await host.Grains.Access(ann.Caller().OrganizationId).SetLogo(ann.Change(), logo);

        (await Housekeeping(ann).SweepFiles()).ShouldSatisfyAllConditions(s => s.Removed.ShouldBe(0), s => s.Missing.ShouldBeEmpty());
        host.Time.Advance(TimeSpan.FromHours(2));
        var sweep = await Housekeeping(ann).SweepFiles();

        sweep.Removed.ShouldBe(2);
        sweep.Missing.ShouldBe([lost]);
        (await Store.Find(orphan)).ShouldBeNull();
        (await Store.Find(KeyOf(ann, kept))).ShouldNotBeNull();
        (await Store.Find(orphanedLogo.StorageKey)).ShouldBeNull();
        (await Store.Find(logo.StorageKey)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_logo_that_is_replaced_is_removed()
    {
        var (ann, _, _) = await Someone();
        var organization = ann.Caller().OrganizationId;
        var (current, replaced) = (await Logo(organization), await Logo(organization));
        await host.Grains.Access(organization).SetLogo(ann.Change(), replaced);
        await host.Grains.Access(organization).SetLogo(ann.Change(), current);

        await Eventually.Holds(async () => await Store.Find(replaced.StorageKey) is null);
        (await Store.Find(current.StorageKey)).ShouldNotBeNull();
    }

    private IObjectStore Store => host.Service<IObjectStore>();

    private IHousekeepingGrain Housekeeping(Contracts.Accounts.SignedIn ann) => host.Grains.Housekeeping(ann.Caller().OrganizationId);

    private async Task<(Contracts.Accounts.SignedIn Ann, string Slug, IProjectGrain Project)> Someone()
    {
        var slug = Somebody.Slug();
        var ann = await host.Register(slug: slug);
        var organization = ann.Caller().OrganizationId;
        var created = await host.Grains.Projects(organization).Create(ann.Change(), new ProjectInput { Name = "Apollo" });
        var id = System.Text.Json.JsonDocument.Parse(created.Json).RootElement.GetProperty("id").GetGuid();
        return (ann, slug, host.Grains.Project(organization, id));
    }

    private async Task<Guid> Add(Contracts.Accounts.SignedIn ann, IProjectGrain project, bool stored)
    {
        var id = Guid.CreateVersion7();
        if (stored)
        {
            await Store.Put(KeyOf(ann, id), new MemoryStream([1, 2]));
        }

        await project.AddAttachment(ann.Change(), ItemRef.Parse("1"), new(id, "a", "text/plain", 2, new string('0', 64), KeyOf(ann, id)));
        return id;
    }

    private async Task<UploadedFile> Logo(Guid organizationId)
    {
        var id = Guid.CreateVersion7();
        var key = StorageKeys.LogoOf(organizationId, id);
        await Store.Put(key, new MemoryStream([1, 2]));
        return new(id, "logo.png", "image/png", 2, new string('0', 64), key);
    }

    private static string KeyOf(Contracts.Accounts.SignedIn ann, Guid id) => StorageKeys.Of(ann.Caller().OrganizationId, id);

    private async Task<int> Count(string slug, string rows)
    {
        await using var connection = new NpgsqlConnection(host.Server.ConnectionString(DatabaseNames.Of(slug)));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"select count(*)::int from {rows}", connection);
        return (int)(await command.ExecuteScalarAsync())!;
    }

    private async Task Execute(string slug, string sql)
    {
        await using var connection = new NpgsqlConnection(host.Server.ConnectionString(DatabaseNames.Of(slug)));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
