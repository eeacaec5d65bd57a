namespace BraidMgr.Schema.Tests;

/// <summary>The one maker of test migrations.</summary>
internal static class Some
{
    /// <summary>Makes a table <c>step_N</c> unless told otherwise.</summary>
    internal static Migration Migration(int version, string? sql = null) =>
        Schema.Migration.Parse($"{version:0000}_step.sql", sql ?? $"create table step_{version} (id int);");

    internal static Migrator Migrator(params Migration[] migrations) => new(new MigrationSet(DatabaseKind.Org, migrations));

    internal static Migrator Migrator(int count) => Migrator([.. Enumerable.Range(1, count).Select(n => Migration(n))]);
}
