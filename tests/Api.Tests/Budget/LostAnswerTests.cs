using BraidMgr.Api.Tests.Harness;
using Npgsql;

namespace BraidMgr.Api.Tests.Budget;

/// <summary>A change whose outcome nobody knows: what is held of its project is read anew, whichever grain made the change.</summary>
public sealed class LostAnswerTests(SharedHost shared) : IClassFixture<SharedHost>
{
    [Theory]
    [InlineData("timesheet_entries", "budget/timesheets", """{"week_ending":"2026-11-06","resource_name":"Bo","hours":1,"rate":1}""")]
    [InlineData("budget_allocations", "budget/allocations", """{"amount":1}""")]
    public async Task A_project_is_read_anew_after_a_change_of_its_budget_whose_answer_was_lost(string table, string route, string body)
    {
        var slug = Some.Slug();
        using var ann = await Person.RegisterAsync(shared.Host, slug: slug);
        var project = $"projects/{(await ann.CreateProjectAsync("Apollo")).Id}";
        (await ann.Api.Get(project)).Ok()["name"].ShouldBe("Apollo");
        await ExecuteAsync(slug, $"""
            update projects set name = 'As it is on disk', version = version + 1;
            create function die() returns trigger language plpgsql as $$ begin perform pg_terminate_backend(pg_backend_pid()); return null; end $$;
            create constraint trigger die after insert on {table} deferrable initially deferred for each row execute function die();
            """);
        (await ann.Api.Get(project)).Ok()["name"].ShouldBe("Apollo", "from memory");

        (await ann.Api.Post($"{project}/{route}", body)).ShouldFail(503);

        (await ann.Api.Get(project)).Ok()["name"].ShouldBe("As it is on disk");
    }

    private async Task ExecuteAsync(string slug, string sql)
    {
        var settings = new NpgsqlConnectionStringBuilder(shared.Host.Postgres.ConnectionString) { Database = "braidmgr_org_" + slug, Pooling = false };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
