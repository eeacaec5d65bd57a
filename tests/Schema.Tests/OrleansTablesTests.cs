using System.Data;
using Npgsql;

namespace BraidMgr.Schema.Tests;

/// <summary>
/// The contract of Orleans' AdoNet providers, exercised as they do it: the text of a query by its key, parameters by name
/// with the providers' types, results by column name, everything as the serving role.
/// </summary>
public sealed class OrleansTablesTests(CentralFixture fixture) : IClassFixture<CentralFixture>
{
    private const int Active = 3;
    private const int Dead = 6;

    private readonly string _cluster = Guid.NewGuid().ToString();

    [Theory]
    [InlineData("GatewaysQueryKey")]
    [InlineData("MembershipReadRowKey")]
    [InlineData("MembershipReadAllKey")]
    [InlineData("InsertMembershipVersionKey")]
    [InlineData("UpdateIAmAlivetimeKey")]
    [InlineData("InsertMembershipKey")]
    [InlineData("UpdateMembershipKey")]
    [InlineData("DeleteMembershipTableEntriesKey")]
    [InlineData("CleanupDefunctSiloEntriesKey")]
    [InlineData("WriteToStorageKey")]
    [InlineData("ReadFromStorageKey")]
    [InlineData("ClearStorageKey")]
    [InlineData("DeleteStorageKey")]
    public async Task A_query_is_there_under_its_key(string key)
    {
        await using var connection = await fixture.Database.AsAppAsync();
        (await connection.AskAsync<string>("SELECT QueryText FROM OrleansQuery WHERE QueryKey = $1", default, key)).ShouldNotBeNull();
    }

    [Fact]
    public async Task The_version_row_of_a_cluster_is_made_once()
    {
        (await OneAsync("InsertMembershipVersionKey", Cluster)).ShouldBe(1);
        (await OneAsync("InsertMembershipVersionKey", Cluster)).ShouldBe(0);
        var alone = (await RowsAsync("MembershipReadAllKey", Cluster)).ShouldHaveSingleItem();
        alone["Version"].ShouldBe(0);
        alone["StartTime"].ShouldBe(DBNull.Value);
    }

    [Fact]
    public async Task A_silo_joins_only_at_the_current_version_and_only_once()
    {
        await OneAsync("InsertMembershipVersionKey", Cluster);
        (await JoinAsync(1, version: 0)).ShouldBe(1);
        (await JoinAsync(2, version: 0)).ShouldBe(0);
        (await JoinAsync(1, version: 1)).ShouldBe(0);
        (await VersionAsync()).ShouldBe(1);

        var silo = (await RowsAsync("MembershipReadAllKey", Cluster)).ShouldHaveSingleItem();
        (silo["Address"], silo["Port"], silo["Generation"], silo["SiloName"], silo["HostName"], silo["Status"], silo["ProxyPort"])
            .ShouldBe(("127.0.0.1", 11111, 1, "silo-1", "host", Active, 30000));
    }

    [Fact]
    public async Task Of_silos_that_join_at_one_version_one_succeeds()
    {
        await OneAsync("InsertMembershipVersionKey", Cluster);
        var joined = await Task.WhenAll(Enumerable.Range(1, 8).Select(generation => JoinAsync(generation, version: 0)));
        joined.Sum().ShouldBe(1);
        (await RowsAsync("MembershipReadAllKey", Cluster)).Count.ShouldBe(1);
        (await VersionAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task A_silo_is_changed_only_at_the_current_version()
    {
        await OneAsync("InsertMembershipVersionKey", Cluster);
        await JoinAsync(1, version: 0);
        (await UpdateAsync(1, Dead, version: 0)).ShouldBe(0);
        (await UpdateAsync(2, Dead, version: 1)).ShouldBe(0);
        (await UpdateAsync(1, Dead, version: 1)).ShouldBe(1);

        (await VersionAsync()).ShouldBe(2);
        var silo = (await RowsAsync("MembershipReadRowKey", [Cluster, .. Silo(1)])).ShouldHaveSingleItem();
        (silo["Status"], silo["SuspectTimes"]).ShouldBe((Dead, "suspect"));
    }

    [Fact]
    public async Task A_silo_that_is_not_there_still_yields_the_version()
    {
        await OneAsync("InsertMembershipVersionKey", Cluster);
        var row = (await RowsAsync("MembershipReadRowKey", [Cluster, .. Silo(7)])).ShouldHaveSingleItem();
        (row["Version"], row["StartTime"]).ShouldBe((0, DBNull.Value));
    }

    [Fact]
    public async Task Gateways_are_the_active_silos()
    {
        await OneAsync("InsertMembershipVersionKey", Cluster);
        await JoinAsync(1, version: 0);
        await JoinAsync(2, version: 1);
        await UpdateAsync(2, Dead, version: 2);
        var gateway = (await RowsAsync("GatewaysQueryKey", Cluster, ("Status", Active))).ShouldHaveSingleItem();
        (gateway["Address"], gateway["ProxyPort"], gateway["Generation"]).ShouldBe(("127.0.0.1", 30000, 1));
    }

    [Fact]
    public async Task Clean_up_takes_silos_that_are_neither_active_nor_lately_alive()
    {
        await OneAsync("InsertMembershipVersionKey", Cluster);
        await JoinAsync(1, version: 0);
        await JoinAsync(2, version: 1);
        await UpdateAsync(2, Dead, version: 2);
        await RowsAsync("UpdateIAmAlivetimeKey", [Cluster, .. Silo(1), ("IAmAliveTime", Time.AddDays(-2))]);

        await RowsAsync("CleanupDefunctSiloEntriesKey", Cluster, ("IAmAliveTime", Time.AddDays(-1)));
        (await RowsAsync("MembershipReadAllKey", Cluster)).Count.ShouldBe(2);
        await RowsAsync("CleanupDefunctSiloEntriesKey", Cluster, ("IAmAliveTime", Time.AddDays(1)));
        (await RowsAsync("MembershipReadAllKey", Cluster)).ShouldHaveSingleItem()["Generation"].ShouldBe(1);
    }

    [Fact]
    public async Task A_cluster_is_deleted_with_its_silos()
    {
        await OneAsync("InsertMembershipVersionKey", Cluster);
        await JoinAsync(1, version: 0);
        await RowsAsync("DeleteMembershipTableEntriesKey", Cluster);
        (await RowsAsync("MembershipReadAllKey", Cluster)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("extension")]
    public async Task State_is_written_at_the_version_that_was_read(string? extension)
    {
        var grain = Grain(extension);
        (await RowsAsync("ReadFromStorageKey", grain)).ShouldBeEmpty();
        (await WriteAsync(grain, version: null, "one")).ShouldBe(1);
        (await WriteAsync(grain, version: 1, "two")).ShouldBe(2);

        // A version that comes back as it was sent, or none at all, is a conflict to the provider.
        (await WriteAsync(grain, version: 1, "late")).ShouldBe(1);
        (await WriteAsync(grain, version: null, "late")).ShouldBeNull();

        var row = (await RowsAsync("ReadFromStorageKey", grain)).ShouldHaveSingleItem();
        row["Version"].ShouldBe(2);
        System.Text.Encoding.UTF8.GetString((byte[])row["PayloadBinary"]).ShouldBe("two");
    }

    [Fact]
    public async Task Of_first_writes_at_once_one_succeeds()
    {
        var grain = Grain(null);
        var versions = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => WriteAsync(grain, version: null, $"{n}")));
        versions.Count(version => version == 1).ShouldBe(1);
        (await RowsAsync("ReadFromStorageKey", grain)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task State_is_cleared_and_deleted_at_its_version_only()
    {
        var grain = Grain("x");
        await WriteAsync(grain, version: null, "one");
        (await RowsAsync("ClearStorageKey", [.. grain, ("GrainStateVersion", 9)])).ShouldBeEmpty();
        (await OneAsync("ClearStorageKey", [.. grain, ("GrainStateVersion", 1)])).ShouldBe(2);
        (await RowsAsync("ReadFromStorageKey", grain)).ShouldHaveSingleItem()["PayloadBinary"].ShouldBe(DBNull.Value);

        (await RowsAsync("DeleteStorageKey", [.. grain, ("GrainStateVersion", 1)])).ShouldBeEmpty();
        (await OneAsync("DeleteStorageKey", [.. grain, ("GrainStateVersion", 2)])).ShouldBe(3);
        (await RowsAsync("ReadFromStorageKey", grain)).ShouldBeEmpty();
    }

    private static readonly DateTime Time = new(2026, 1, 5, 12, 0, 0, DateTimeKind.Utc);

    private (string, object?) Cluster => ("DeploymentId", _cluster);

    private static (string, object?)[] Silo(int generation) => [("Address", "127.0.0.1"), ("Port", 11111), ("Generation", generation)];

    private static (string, object?)[] Grain(string? extension) =>
    [
        ("GrainIdHash", 17), ("GrainIdN0", Random.Shared.NextInt64()), ("GrainIdN1", 2L), ("GrainTypeHash", 4),
        ("GrainTypeString", "Some.Grain"), ("GrainIdExtensionString", extension), ("ServiceId", "braidmgr"),
    ];

    private async Task<int> JoinAsync(int generation, int version) => (int)(await OneAsync("InsertMembershipKey",
    [
        Cluster, .. Silo(generation), ("SiloName", $"silo-{generation}"), ("HostName", "host"), ("Status", Active), ("ProxyPort", 30000),
        ("StartTime", Time), ("IAmAliveTime", Time), ("Version", version),
    ]))!;

    private Task<object?> UpdateAsync(int generation, int status, int version) => OneAsync("UpdateMembershipKey",
        [Cluster, .. Silo(generation), ("Status", status), ("SuspectTimes", "suspect"), ("IAmAliveTime", Time), ("Version", version)]);

    private async Task<object> VersionAsync() => (await RowsAsync("MembershipReadAllKey", Cluster))[0]["Version"];

    private async Task<int?> WriteAsync((string, object?)[] grain, int? version, string payload)
    {
        var row = (await RowsAsync("WriteToStorageKey",
            [.. grain, ("GrainStateVersion", version), ("PayloadBinary", System.Text.Encoding.UTF8.GetBytes(payload))])).ShouldHaveSingleItem();
        return row["NewGrainStateVersion"] as int?;
    }

    private async Task<object?> OneAsync(string key, params (string Name, object? Value)[] parameters) =>
        (await RowsAsync(key, parameters)).ShouldHaveSingleItem().Values.ShouldHaveSingleItem();

    private async Task<List<Dictionary<string, object>>> RowsAsync(string key, params (string Name, object? Value)[] parameters)
    {
        await using var connection = await fixture.Database.AsAppAsync();
        var text = await connection.AskAsync<string>("SELECT QueryText FROM OrleansQuery WHERE QueryKey = $1", default, key);
        await using var command = new NpgsqlCommand(text, connection);
        foreach (var (name, value) in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter(name, TypeOf(name, value)) { Value = value ?? DBNull.Value });
        }

        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<Dictionary<string, object>>();
        while (await reader.ReadAsync())
        {
            rows.Add(Enumerable.Range(0, reader.FieldCount)
                .ToDictionary(reader.GetName, reader.GetValue, StringComparer.OrdinalIgnoreCase));
        }

        return rows;
    }

    // The providers give every parameter the type of its property, a null one too.
    private static DbType TypeOf(string name, object? value) => value switch
    {
        int => DbType.Int32,
        long => DbType.Int64,
        DateTime => DbType.DateTime,
        byte[] => DbType.Binary,
        null when name == "GrainStateVersion" => DbType.Int32,
        _ => DbType.String,
    };
}
