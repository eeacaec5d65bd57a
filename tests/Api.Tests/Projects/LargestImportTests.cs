using System.Text;
using BraidMgr.Api.Tests.Harness;
using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Projects.V1Files;

namespace BraidMgr.Api.Tests.Projects;

/// <summary>The largest file that is taken is imported, and the last statement audits all of it in the time that it has (Pool:WriteTimeoutMilliseconds, three times).</summary>
[Collection(nameof(LargestImportTests)), Trait("Category", "Long")]
public sealed class LargestImportTests : IAsyncLifetime
{
    private BraidHost _host = null!;

    public async Task InitializeAsync() => _host = await BraidHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task It_is_imported_and_audited_whole()
    {
        using var ann = await Person.RegisterAsync(_host);
        const int Linked = (V1Limits.Rows - V1Limits.Items) / 2;
        var file = SomeFile.Of(V1Limits.Items, new string('x', 80), Linked);
        file.Length.ShouldBeLessThan(V1Limits.Bytes);

        var report = (await ann.Api.Send(HttpMethod.Post, "projects/import", new StringContent(file, Encoding.UTF8, "application/yaml"))).Ok().As<ImportReport>();

        (report.ItemCount, report.NoteCount).ShouldBe((V1Limits.Items, Linked));
        (await ann.Api.Get($"projects/{report.Project!.Id}/items?limit=1")).Ok().Json.GetProperty("total").GetInt32().ShouldBe(V1Limits.Items);
        (await ann.Api.Get($"projects/{report.Project.Id}/activity?limit=1")).Ok().Json.GetProperty("total").GetInt32().ShouldBe(V1Limits.Rows - 1 + 2);
    }
}

/// <summary>Not beside other tests.</summary>
[CollectionDefinition(nameof(LargestImportTests), DisableParallelization = true)]
public sealed class LargestImportAlone;
