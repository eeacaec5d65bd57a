using BraidMgr.Storage.Directories;

namespace BraidMgr.Storage.Tests;

/// <summary>The store of files in a directory.</summary>
public sealed class DirectoryObjectStoreTests : ObjectStoreTests, IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("braidmgr-objects-").FullName;
    private DirectoryObjectStore? _store;

    protected override IObjectStore Store => _store ??= new DirectoryObjectStore(_directory);

    [Fact]
    public async Task What_a_crash_left_half_written_is_no_object_and_goes_after_a_day()
    {
        await Store.Put("a", [1]);
        var unfinished = Path.Combine(_directory, ".unfinished", "left");
        await File.WriteAllBytesAsync(unfinished, [1, 2]);
        (await Store.Keys("")).ShouldBe(["a"]);

        File.SetLastWriteTimeUtc(unfinished, DateTime.UtcNow.AddDays(-2));
        _ = new DirectoryObjectStore(_directory);

        File.Exists(unfinished).ShouldBeFalse();
    }

    [Fact]
    public async Task Putting_beside_deleting_the_last_of_a_directory_loses_nothing()
    {
        var work = Enumerable.Range(0, 8).Select(async n =>
        {
            for (var i = 0; i < 50; i++)
            {
                await Store.Put($"shared/{n}", [1]);
                (await Store.Read($"shared/{n}")).ShouldBe([1]);
                await Store.Delete($"shared/{n}");
            }
        });

        await Task.WhenAll(work);

        Directory.Exists(Path.Combine(_directory, "shared")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_directory_that_cannot_be_written_is_an_error_of_the_store()
    {
        await File.WriteAllTextAsync(Path.Combine(_directory, "file"), "");
        var store = new DirectoryObjectStore(Path.Combine(_directory, "file", "below"));

        var error = await Should.ThrowAsync<ObjectStoreException>(() => store.Put("a", [1]));

        error.Message.ShouldContain("Storage:Directory");
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
