using System.Security.Cryptography;

namespace BraidMgr.Storage.Tests;

/// <summary>What every store does, whichever it is.</summary>
public abstract class ObjectStoreTests
{
    private readonly string _folder = Some.Folder();

    /// <summary>Within one part of an upload, and beyond.</summary>
    public static TheoryData<int> Lengths { get; } = [100, 11 * 1024 * 1024];

    public static TheoryData<string> BadKeys { get; } =
    [
        "", "/etc/passwd", "../secret", "a/../../secret", "a//b", "a/", "./a", "a/.hidden", ".unfinished/x", "A", "a\\b", "a\n", "a\0b",
    ];

    protected abstract IObjectStore Store { get; }

    [Fact]
    public virtual async Task What_was_put_is_read_with_its_size_and_hash()
    {
        var bytes = Some.Bytes(300_000);

        var written = await Store.Put(Key("a"), bytes);

        written.ShouldBe(new WrittenObject(300_000, Convert.ToHexStringLower(SHA256.HashData(bytes))));
        (await Store.Read(Key("a"))).ShouldBe(bytes);
        (await Store.Find(Key("a"))).ShouldNotBeNull().Size.ShouldBe(300_000);
    }

    [Fact]
    public virtual async Task A_stream_of_many_parts_and_an_empty_one_come_back_whole()
    {
        var large = Some.Bytes((11 * 1024 * 1024) + 17);

        await Store.Put(Key("large"), large);
        await Store.Put(Key("empty"), []);

        (await Store.Read(Key("large"))).ShouldBe(large);
        (await Store.Read(Key("empty"))).ShouldBe([]);
    }

    [Fact]
    public virtual async Task A_part_is_read_by_offset_and_length()
    {
        var bytes = Some.Bytes(1000);
        await Store.Put(Key("a"), bytes);

        (await Store.Read(Key("a"), 10, 20)).ShouldBe(bytes[10..30]);
        (await Store.Read(Key("a"), 990)).ShouldBe(bytes[990..]);
        (await Store.Read(Key("a"), 990, 20)).ShouldBe(bytes[990..]);
        (await Store.Read(Key("a"), 1000, 20)).ShouldBe([]);
        (await Store.Read(Key("a"), 10, 0)).ShouldBe([]);
    }

    [Fact]
    public virtual async Task What_is_not_there_is_null_and_can_be_deleted()
    {
        (await Store.Find(Key("none"))).ShouldBeNull();
        (await Store.OpenRead(Key("none"))).ShouldBeNull();
        (await Store.OpenRead(Key("none"), 5, 0)).ShouldBeNull();
        await Store.Delete(Key("none"));
    }

    [Fact]
    public virtual async Task Putting_again_replaces_and_deleting_removes()
    {
        await Store.Put(Key("a"), [1]);
        var before = await Store.Find(Key("a"));

        await Store.Put(Key("a"), [2, 3]);

        (await Store.Read(Key("a"))).ShouldBe([2, 3]);
        (await Store.Find(Key("a")))!.ETag.ShouldNotBe(before!.ETag);
        await Store.Delete(Key("a"));
        (await Store.Find(Key("a"))).ShouldBeNull();
        (await Store.Keys(_folder)).ShouldBeEmpty();
    }

    [Fact]
    public virtual async Task A_list_holds_what_begins_with_the_prefix_in_the_order_of_keys()
    {
        foreach (var name in new[] { "b", "a/2", "a/1/x", "a-b", "ab" })
        {
            await Store.Put(Key(name), [1]);
        }

        (await Store.Keys(_folder + "/")).ShouldBe([Key("a-b"), Key("a/1/x"), Key("a/2"), Key("ab"), Key("b")]);
        (await Store.Keys(Key("a/"))).ShouldBe([Key("a/1/x"), Key("a/2")]);
        (await Store.Keys(Key("a"))).ShouldBe([Key("a-b"), Key("a/1/x"), Key("a/2"), Key("ab")]);
        (await Store.Keys(Key("c"))).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public virtual async Task A_stream_that_fails_leaves_what_was_there(int length)
    {
        await Store.Put(Key("a"), [1]);

        await Should.ThrowAsync<InvalidDataException>(
            Store.Put(Key("a"), new ChoppyStream(Some.Bytes(length), new InvalidDataException("the source failed"))));

        (await Store.Read(Key("a"))).ShouldBe([1]);
        (await Store.Keys(_folder)).ShouldBe([Key("a")]);
    }

    [Theory]
    [MemberData(nameof(BadKeys))]
    public virtual async Task A_key_that_could_leave_the_store_is_refused(string key)
    {
        await Should.ThrowAsync<ArgumentException>(() => Store.Put(key, new MemoryStream([1])));
        await Should.ThrowAsync<ArgumentException>(() => Store.OpenRead(key));
        await Should.ThrowAsync<ArgumentException>(() => Store.Find(key));
        await Should.ThrowAsync<ArgumentException>(() => Store.Delete(key));
    }

    protected string Key(string name) => $"{_folder}/{name}";
}
