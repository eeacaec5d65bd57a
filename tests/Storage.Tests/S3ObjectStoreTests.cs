using Amazon.S3;
using Amazon.S3.Model;
using BraidMgr.Storage.S3;

namespace BraidMgr.Storage.Tests;

/// <summary>The store of a bucket, on a real server: it does what every store does.</summary>
public sealed class S3ObjectStoreTests : ObjectStoreTests, IAsyncLifetime
{
    private readonly S3Options _options = S3Server.Options();

    private AmazonS3Client _client = null!;
    private S3ObjectStore _store = null!;

    protected override IObjectStore Store => _store;

    public async Task InitializeAsync()
    {
        if (S3Server.Endpoint is not null)
        {
            _client = S3Connection.Of(_options);
            _store = new S3ObjectStore(_client, _options);
            await _client.PutBucketAsync(_options.Bucket);
        }
    }

    public Task DisposeAsync()
    {
        _store?.Dispose();
        return Task.CompletedTask;
    }

    [S3Fact]
    public async Task Objects_lie_below_the_prefix_of_the_bucket()
    {
        await Store.Put(Key("a"), [1]);

        (await _client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = _options.Bucket })).S3Objects.ConvertAll(o => o.Key)
            .ShouldBe(["objects/" + Key("a")]);
    }

    [S3Fact]
    public async Task An_upload_that_failed_in_the_middle_leaves_no_parts()
    {
        await Should.ThrowAsync<InvalidDataException>(
            Store.Put(Key("a"), new ChoppyStream(Some.Bytes(11 * 1024 * 1024), new InvalidDataException("the source failed"))));

        ((await _client.ListMultipartUploadsAsync(_options.Bucket)).MultipartUploads ?? []).ShouldBeEmpty();
    }

    [S3Fact]
    public async Task A_bucket_that_is_not_there_and_a_wrong_secret_are_errors_of_the_store()
    {
        var nowhere = new S3Options { Endpoint = _options.Endpoint, AccessKey = _options.AccessKey, SecretKey = _options.SecretKey, PathStyle = true, Bucket = "not-there" };
        using var missing = new S3ObjectStore(S3Connection.Of(nowhere), nowhere);
        (await Should.ThrowAsync<ObjectStoreException>(() => missing.Put("a", [1]))).Message.ShouldContain("not-there");

        var forged = new S3Options { Endpoint = _options.Endpoint, AccessKey = _options.AccessKey, SecretKey = "wrong", PathStyle = true, Bucket = _options.Bucket };
        using var refused = new S3ObjectStore(S3Connection.Of(forged), forged);
        await Should.ThrowAsync<ObjectStoreException>(() => refused.Put("a", [1]));
    }

    [S3Fact]
    public override Task What_was_put_is_read_with_its_size_and_hash() => base.What_was_put_is_read_with_its_size_and_hash();

    [S3Fact]
    public override Task A_stream_of_many_parts_and_an_empty_one_come_back_whole() => base.A_stream_of_many_parts_and_an_empty_one_come_back_whole();

    [S3Fact]
    public override Task A_part_is_read_by_offset_and_length() => base.A_part_is_read_by_offset_and_length();

    [S3Fact]
    public override Task What_is_not_there_is_null_and_can_be_deleted() => base.What_is_not_there_is_null_and_can_be_deleted();

    [S3Fact]
    public override Task Putting_again_replaces_and_deleting_removes() => base.Putting_again_replaces_and_deleting_removes();

    [S3Fact]
    public override Task A_list_holds_what_begins_with_the_prefix_in_the_order_of_keys() => base.A_list_holds_what_begins_with_the_prefix_in_the_order_of_keys();

    // Their data come with what they override.
#pragma warning disable xUnit1003
    [S3Theory]
    public override Task A_stream_that_fails_leaves_what_was_there(int length) => base.A_stream_that_fails_leaves_what_was_there(length);

    [S3Theory]
    public override Task A_key_that_could_leave_the_store_is_refused(string key) => base.A_key_that_could_leave_the_store_is_refused(key);
#pragma warning restore xUnit1003
}
