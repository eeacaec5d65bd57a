using System.Net;
using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;

namespace BraidMgr.Storage.S3;

/// <summary>Objects in a bucket. S3 itself shows an object whole or not at all.</summary>
internal sealed class S3ObjectStore(AmazonS3Client client, S3Options options) : IObjectStore, IDisposable
{
    private readonly S3Guard _guard = new(options.Bucket);
    private readonly string _prefix = options.Prefix.Length > 0 ? options.Prefix + "/" : "";

    /// <inheritdoc/>
    public async Task<WrittenObject> Put(string key, Stream content, CancellationToken cancellationToken = default)
    {
        var name = NameOf(key);
        using var hashing = new HashingStream(content);
        var partLength = options.PartMebibytes * 1024L * 1024;
        await using var first = await Spool.Take(hashing, partLength, cancellationToken);
        if (first.Length < partLength)
        {
            await _guard.Run(() => PutWhole(name, first, cancellationToken));
        }
        else
        {
            await new S3Upload(client, _guard, options.Bucket, name).Run(hashing, first, cancellationToken);
        }

        return hashing.Written();
    }

    private Task<PutObjectResponse> PutWhole(string name, Spool bytes, CancellationToken cancellationToken) =>
        client.PutObjectAsync(
            new PutObjectRequest { BucketName = options.Bucket, Key = name, InputStream = bytes.Content, UseChunkEncoding = false }, cancellationToken);

    /// <inheritdoc/>
    public async Task<Stream?> OpenRead(string key, long offset = 0, long? length = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length ?? 0, nameof(length));
        if (length == 0)
        {
            return await Find(key, cancellationToken) is null ? null : Stream.Null;
        }

        var request = new GetObjectRequest { BucketName = options.Bucket, Key = NameOf(key) };
        if (offset > 0 || length is not null)
        {
            request.ByteRange = new ByteRange(offset, length is null ? long.MaxValue : checked(offset + length.Value - 1));
        }

        return await _guard.Run(() => Open(request, cancellationToken));
    }

    private async Task<Stream?> Open(GetObjectRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return (await client.GetObjectAsync(request, cancellationToken)).ResponseStream;
        }
        catch (AmazonS3Exception missing) when (missing.StatusCode == HttpStatusCode.NotFound && missing.ErrorCode != "NoSuchBucket")
        {
            return null;
        }
        catch (AmazonS3Exception behind) when (behind.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            return Stream.Null;
        }
    }

    /// <inheritdoc/>
    public Task<ObjectInfo?> Find(string key, CancellationToken cancellationToken = default)
    {
        var name = NameOf(key);
        return _guard.Run(async () =>
        {
            try
            {
                var found = await client.GetObjectMetadataAsync(options.Bucket, name, cancellationToken);
                return new ObjectInfo(key, found.ContentLength, found.ETag.Trim('"'), Utc(found.LastModified));
            }
            catch (AmazonS3Exception missing) when (missing.StatusCode == HttpStatusCode.NotFound)
            {
                return null;
            }
        });
    }

    /// <inheritdoc/>
    public Task Delete(string key, CancellationToken cancellationToken = default)
    {
        var name = NameOf(key);
        return _guard.Run(async () =>
        {
            try
            {
                await client.DeleteObjectAsync(options.Bucket, name, cancellationToken);
            }
            catch (AmazonS3Exception missing) when (missing.ErrorCode == "NoSuchKey")
            {
                // Amazon answers 204 for an object that is not there; some services say so.
            }

            return true;
        });
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ObjectInfo> List(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ObjectKey.RequirePrefix(prefix);
        var request = new ListObjectsV2Request { BucketName = options.Bucket, Prefix = _prefix + prefix };
        ListObjectsV2Response page;
        do
        {
            page = await _guard.Run(() => client.ListObjectsV2Async(request, cancellationToken));
            foreach (var found in page.S3Objects ?? [])
            {
                yield return new(found.Key[_prefix.Length..], found.Size ?? 0, found.ETag.Trim('"'), Utc(found.LastModified));
            }

            request.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated == true);
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    private static DateTimeOffset Utc(DateTime? time) => new((time ?? default).ToUniversalTime());

    private string NameOf(string key)
    {
        ObjectKey.Require(key);
        return _prefix + key;
    }
}
