using BraidMgr.Api.Tests.Harness;
using Npgsql;

namespace BraidMgr.Api.Tests.Projects;

/// <summary>Reads come from memory: PostgreSQL itself says that nobody asked it.</summary>
public sealed class MemoryTests
{
    [Fact]
    public async Task Reads_of_a_project_an_item_and_a_page_call_no_statement()
    {
        await using var postgres = await BraidMgr.Testing.PostgresServer.StartNewAsync();
        await using var host = await BraidHost.StartAsync(postgres);
        using var ann = await Person.RegisterAsync(host);
        var project = await ann.CreateProjectAsync();
        for (var i = 0; i < 30; i++)
        {
            await ann.CreateItemAsync(project.Id, $"Item {i}");
        }

        await Read(ann, project.Id);
        await using var central = NpgsqlDataSource.Create(host.CentralConnectionString);
        await Ask(central, "create extension if not exists pg_stat_statements");
        await Ask(central, "select pg_stat_statements_reset()");
        for (var i = 0; i < 20; i++)
        {
            await Read(ann, project.Id);
        }

        var calls = await Ask(central, """
            select coalesce(string_agg(s.query, ' ;; '), '') from pg_stat_statements s
              join pg_database d on d.oid = s.dbid join pg_roles r on r.oid = s.userid
             where d.datname like 'braidmgr\_org\_%' and r.rolname = 'braid_app'
            """);
        calls.ShouldBe("");
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
