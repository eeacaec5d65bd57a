using BraidMgr.Storage.S3;

namespace BraidMgr.Storage.Tests;

/// <summary>What an upload to a bucket takes of this machine. Alone, as it looks at the whole process.</summary>
[Collection(Name)]
public sealed class S3MemoryTests
{
    public const string Name = "alone in the process";

    [S3Fact]
    public async Task An_object_is_never_whole_in_memory()
    {
        var options = S3Server.Options();
        using var client = S3Connection.Of(options);
        using var store = new S3ObjectStore(client, options);
        await client.PutBucketAsync(options.Bucket);
        await store.Put("first", [1]);
        foreach (var (key, length) in new[] { ("whole", 9 << 20), ("parts", 45 << 20) })
        {
            var bytes = Some.Bytes(length);
            var before = GC.GetTotalAllocatedBytes();

            await store.Put(key, bytes);

            (GC.GetTotalAllocatedBytes() - before).ShouldBeLessThan(length / 2, key);
            (await store.Read(key)).ShouldBe(bytes);
        }
    }

    [Fact]
    public async Task What_waits_to_be_sent_waits_on_disk_and_leaves_nothing_there()
    {
        var bytes = Some.Bytes(1_000_000);
        await using var source = new ChoppyStream(bytes);
        var before = TemporaryFiles();

        await using (var first = await Spool.Take(source, 600_000, default))
        await using (var second = await Spool.Take(source, 600_000, default))
        {
            (await ReadAsync(first)).ShouldBe(bytes[..600_000]);
            (await ReadAsync(second)).ShouldBe(bytes[600_000..]);
            first.Content.ShouldBeOfType<FileStream>();
        }

        TemporaryFiles().ShouldBe(before);
        await Should.ThrowAsync<InvalidDataException>(Spool.Take(new ChoppyStream([1], new InvalidDataException("the source failed")), 10, default));
        TemporaryFiles().ShouldBe(before);
    }

    private static async Task<byte[]> ReadAsync(Spool spool)
    {
        var read = new byte[spool.Length];
        await spool.Content.ReadExactlyAsync(read);
        return read;
    }

    private static List<string> TemporaryFiles() => [.. Directory.GetFiles(Path.GetTempPath(), "braidmgr-*").Where(f => Path.GetFileName(f).Length == 41).Order()];
}

[CollectionDefinition(S3MemoryTests.Name, DisableParallelization = true)]
public sealed class AloneInTheProcess;
