using BraidMgr.Testing;
using Npgsql;

namespace BraidMgr.Schema.Tests;

/// <summary>Indexes that one organization has for itself.</summary>
public sealed class OwnIndexTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private OwnIndexes _indexes = null!;
    private DatabaseServer _server = null!;

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.OrgAsync();
        _server = await TestDatabase.ServerAsync();
        _indexes = new OwnIndexes(_server);
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task One_is_built_listed_and_dropped_and_the_schema_counts_as_unchanged()
    {
        var name = await _indexes.AddAsync(_database.Name, "items", ["priority", "deadline"]);
        name.ShouldBe("own_items_priority_deadline");
        (await _indexes.ListAsync(_database.Name)).Single().ShouldSatisfyAllConditions(
            i => i.IsValid.ShouldBeTrue(), i => i.Definition.ShouldContain("(priority, deadline)"));
        (await new OrgSchemas(_server).MigrateAsync(_database.Name, _database.OrganizationId)).IsSound.ShouldBeTrue();

        await _indexes.DropAsync(_database.Name, name);
        (await _indexes.ListAsync(_database.Name)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("items", "colour", "has no column colour")]
    [InlineData("nothing", "id", "there is no table nothing")]
    [InlineData("org_owner", "epoch", "there is no table org_owner")]
    [InlineData("items", "priority\"); drop table items; --", "has no column")]
    public async Task Only_columns_that_exist_get_one(string table, string column, string said) =>
        (await Should.ThrowAsync<SchemaException>(() => _indexes.AddAsync(_database.Name, table, [column]))).Message.ShouldContain(said);

    [Fact]
    public async Task No_other_index_can_be_dropped() =>
        (await Should.ThrowAsync<SchemaException>(() => _indexes.DropAsync(_database.Name, "idx_item_project"))).Message.ShouldContain("no index of its own");

    [Fact]
    public async Task Two_whose_names_would_be_the_same_are_both_built_and_neither_twice()
    {
        var longest = new string('c', 45);
        await using (var owner = await _database.AsOwnerAsync())
        {
            await owner.DoAsync($"alter table items add column a int, add column b int, add column a_b int, add column {longest}_1 int, add column {longest}_2 int");
        }

        string[][] all = [["a_b"], ["a", "b"], [longest + "_1", longest + "_2"], [longest + "_1", longest + "_2", "a"]];
        foreach (var columns in all.Concat(all))
        {
            var name = await _indexes.AddAsync(_database.Name, "items", columns);
            (await _indexes.ListAsync(_database.Name)).Single(i => i.Name == name).Definition.ShouldEndWith($"({string.Join(", ", columns)})");
        }

        (await _indexes.ListAsync(_database.Name)).Count.ShouldBe(all.Length);
    }

    [Fact]
    public async Task One_whose_building_died_is_built_anew()
    {
        await using (var owner = await _database.AsOwnerAsync())
        {
            await owner.DoAsync("insert into projects (id, name) select gen_random_uuid(), 'Apollo' from generate_series(1, 2)");
            await Should.ThrowAsync<PostgresException>(() => owner.DoAsync("create unique index concurrently own_projects_name on projects (name)"));
        }

        (await _indexes.ListAsync(_database.Name)).Single().IsValid.ShouldBeFalse();
        await _indexes.AddAsync(_database.Name, "projects", ["name"]);
        (await _indexes.ListAsync(_database.Name)).Single().IsValid.ShouldBeTrue();
    }

    [Fact]
    public async Task What_is_compared_often_and_has_no_index_is_suggested()
    {
        await using var owner = await _database.AsOwnerAsync();
        await owner.DoAsync("insert into projects (id, name, client_name) select gen_random_uuid(), 'Apollo', 'c' || n from generate_series(1, 3000) n");
        for (var i = 0; i < 15; i++)
        {
            await owner.DoAsync("select id from projects p where p.client_name = $1", "c" + i);
        }

        await owner.DoAsync("analyze projects");
        await Eventually.Holds(async () => (await _indexes.SuggestAsync(_database.Name)).Any(s => s.Table == "projects" && s.Columns.SequenceEqual(["client_name"])));
        await _indexes.AddAsync(_database.Name, "projects", ["client_name"]);
        (await _indexes.SuggestAsync(_database.Name)).ShouldNotContain(s => s.Columns.Contains("client_name"));
    }
}
