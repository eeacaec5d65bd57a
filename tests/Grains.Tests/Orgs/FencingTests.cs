using BraidMgr.Grains.Orgs;
using Npgsql;

namespace BraidMgr.Grains.Tests.Orgs;

/// <summary>Rule 3 of the architecture: of two activations that believe they own a database, the newer one does.</summary>
public sealed class FencingTests(OrgDatabaseFixture fixture) : IClassFixture<OrgDatabaseFixture>
{
    [Fact]
    public async Task A_stale_owner_is_refused_and_nothing_of_its_group_is_stored()
    {
        var project = Guid.NewGuid();
        var stale = await fixture.Own();
        var staleWriter = new Writer(stale);
        await staleWriter.Together([Some.Project(fixture.OrganizationId, project)]);

        var newer = await fixture.Own();
        var outcomes = await staleWriter.Together([Some.Create(project), Some.Create(project)]);

        newer.Epoch.ShouldBe(stale.Epoch + 1);
        outcomes.ShouldAllBe(o => o.Error is OutcomeUnknownException);
        staleWriter.Unknown.ShouldBeOfType<PostgresException>().SqlState.ShouldBe("BM001");
        (await fixture.Rows("select count(*) from items where project_id = $1", project)).ShouldBe(["0"]);
        (await new Writer(newer).Together([Some.Create(project)])).Single().Kind.ShouldBe("committed");
    }

    [Fact]
    public async Task A_takeover_waits_for_a_group_that_is_under_way_and_then_sees_it()
    {
        var project = Guid.NewGuid();
        var owner = await fixture.Own();
        await new Writer(owner).Together([Some.Project(fixture.OrganizationId, project)]);
        await using var connection = await fixture.Owner.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await Execute(connection, "select 1 from org_owner for share");

        var takeover = fixture.Own();
        await Task.Delay(300);
        takeover.IsCompleted.ShouldBeFalse();
        await transaction.CommitAsync();

        (await takeover).Epoch.ShouldBe(owner.Epoch + 1);
    }

    [Fact]
    public async Task A_database_of_another_organization_is_refused()
    {
        var error = await Should.ThrowAsync<PostgresException>(() => fixture.Own(organizationId: Guid.NewGuid()));
        error.SqlState.ShouldBe("BM002");
    }

    [Fact]
    public async Task A_backend_that_is_killed_in_the_middle_of_a_group_leaves_the_outcome_unknown()
    {
        var project = Guid.NewGuid();
        var database = await fixture.Own();
        var writer = new Writer(database);
        await writer.Together([Some.Project(fixture.OrganizationId, project)]);
        await using var blocker = await fixture.Owner.OpenConnectionAsync();
        await using var transaction = await blocker.BeginTransactionAsync();
        await Execute(blocker, "select 1 from org_owner for update");

        var write = writer.Together([Some.Create(project)]);
        await Eventually(async () => (await fixture.Rows(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity where usename = 'braid_app' and datname = current_database() and wait_event_type = 'Lock'"))[0] != "0");
        await transaction.RollbackAsync();

        (await write).Single().Error.ShouldBeOfType<OutcomeUnknownException>();
        (await fixture.Rows("select count(*) from items where project_id = $1", project)).ShouldBe(["0"]);
        await database.TakeOwnership(CancellationToken.None);
        (await writer.Together([Some.Create(project)])).Single().Kind.ShouldBe("committed");
    }

    private static async Task Execute(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task Eventually(Func<Task<bool>> condition)
    {
        for (var i = 0; i < 100; i++)
        {
            if (await condition())
            {
                return;
            }

            await Task.Delay(50);
        }

        throw new TimeoutException("The condition did not come true within 5 s.");
    }
}
