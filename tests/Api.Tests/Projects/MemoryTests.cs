using BraidMgr.Api.Tests.Harness;
using Npgsql;

namespace BraidMgr.Api.Tests.Projects;

/// <summary>Reads come from memory: PostgreSQL itself says that nobody asked it.</summary>
public sealed class MemoryTests
{
    [Fact, Trait("Category", "Long")]
    public async Task Reads_of_a_project_an_item_and_a_page_call_no_statement_and_neither_do_answers_that_nothing_changed()
    {
        await using var postgres = await BraidMgr.Testing.PostgresServer.StartNewAsync();
        await using var host = await BraidHost.StartAsync(postgres, ("BRAID__PROJECTS__MAXITEMSINMEMORY", "30"));
        using var ann = await Person.RegisterAsync(host);
        var (held, large) = (await CreateProject(ann, 30), await CreateProject(ann, 35));
        var known = await ETags(ann, $"projects/{held}", $"projects/{held}/items/7", $"projects/{held}/items?type=Risk&limit=20");
        var knownOfLarge = await ETags(ann, $"projects/{large}", $"projects/{large}/items?search=item&limit=20", $"projects/{large}/items?sort=-created_at");
        await using var central = NpgsqlDataSource.Create(host.CentralConnectionString);
        await Ask(central, "create extension if not exists pg_stat_statements");
        await Ask(central, "select pg_stat_statements_reset()");
        for (var i = 0; i < 20; i++)
        {
            await Read(ann, held);
            foreach (var (path, etag) in known.Concat(knownOfLarge))
            {
                (await ann.Api.Get(path, ("If-None-Match", etag))).Code.ShouldBe(304, path);
            }
        }

        var calls = await Ask(central, """
            select coalesce(string_agg(s.query, ' ;; '), '') from pg_stat_statements s
              join pg_database d on d.oid = s.dbid join pg_roles r on r.oid = s.userid
             where d.datname like 'braidmgr\_org\_%' and r.rolname = 'braid_app'
            """);
        calls.ShouldBe("");

        await ann.CreateItemAsync(large, "Another item");
        (await ann.Api.Get(knownOfLarge[1].Path, ("If-None-Match", knownOfLarge[1].ETag))).Ok().Json.GetProperty("total").GetInt32().ShouldBe(36);
    }

    private static async Task<Guid> CreateProject(Person person, int items)
    {
        var project = await person.CreateProjectAsync();
        for (var i = 0; i < items; i++)
        {
            await person.CreateItemAsync(project.Id, $"Item {i}");
        }

        await Read(person, project.Id);
        return project.Id;
    }

    private static async Task<List<(string Path, string ETag)>> ETags(Person person, params string[] paths)
    {
        var known = new List<(string, string)>();
        foreach (var path in paths)
        {
            known.Add((path, (await person.Api.Get(path)).Ok().Headers["ETag"]));
        }

        return known;
    }

    private static async Task Read(Person person, Guid project)
    {
        (await person.Api.Get($"projects/{project}")).Ok();
        (await person.Api.Get($"projects/{project}/items/7")).Ok();
        (await person.Api.Get($"projects/{project}/items?type=Risk&limit=20")).Json.GetProperty("items").GetArrayLength().ShouldBe(20);
    }

    private static async Task<object?> Ask(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
