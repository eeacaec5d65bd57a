namespace BraidMgr.Schema.Tests;

/// <summary>How files become migrations, without a database.</summary>
public sealed class MigrationFileTests
{
    [Theory]
    [InlineData("1_short.sql")]
    [InlineData("0001-dash.sql")]
    [InlineData("0001_Upper.sql")]
    [InlineData("0001_name.txt")]
    public void A_file_with_another_name_is_refused(string fileName) =>
        Should.Throw<SchemaException>(() => Migration.Parse(fileName, "select 1")).Message.ShouldContain(fileName);

    [Fact]
    public void Line_ends_do_not_count_in_the_checksum() =>
        Migration.Parse("0001_a.sql", "select 1;\r\nselect 2;\r\n").Checksum
            .ShouldBe(Migration.Parse("0001_a.sql", "select 1;\nselect 2;\n").Checksum);

    [Fact]
    public void A_number_that_is_missing_is_noticed() =>
        Should.Throw<SchemaException>(() => new MigrationSet(DatabaseKind.Org, [Some.Migration(1), Some.Migration(3)]))
            .Message.ShouldContain("expected number 0002, found 0003_step");

    [Fact]
    public void A_number_that_is_taken_twice_is_noticed() =>
        Should.Throw<SchemaException>(() => new MigrationSet(DatabaseKind.Org, [Some.Migration(1), Some.Migration(1)]))
            .Message.ShouldContain("expected number 0002, found 0001_step");

    [Fact]
    public void Any_change_of_any_file_changes_the_fingerprint() =>
        new MigrationSet(DatabaseKind.Org, [Some.Migration(1), Some.Migration(2)]).Fingerprint
            .ShouldNotBe(new MigrationSet(DatabaseKind.Org, [Some.Migration(1), Some.Migration(2, "select 2")]).Fingerprint);

    [Theory]
    [InlineData(DatabaseKind.Central, "0001_accounts")]
    [InlineData(DatabaseKind.Org, "0001_ownership")]
    public void The_build_carries_its_migrations(DatabaseKind kind, string first)
    {
        MigrationSet.Of(kind).All[0].ToString().ShouldBe(first);
        SchemaVersion.Required(kind).ShouldBe(MigrationSet.Of(kind).All.Max(m => m.Version));
    }

    [Fact]
    public void Without_a_transaction_a_file_falls_into_its_statements()
    {
        var migration = Migration.Parse("0001_a.sql", "-- transaction: none\nselect 1;\n-- statement\nselect 2;\n");
        migration.InTransaction.ShouldBeFalse();
        migration.Commands.Count.ShouldBe(2);
    }
}
