using Amazon.S3;
using Amazon.S3.Model;

namespace BraidMgr.Storage.S3;

/// <summary>One object in parts, one part in memory at a time. What fails is given up, so that no parts are left to be paid for.</summary>
internal sealed class S3Upload(AmazonS3Client client, S3Guard guard, string bucket, string name)
{
    private readonly List<PartETag> _parts = [];
    private string _id = "";

    /// <summary>Uploads a stream.</summary>
    /// <param name="content">The stream behind its first part.</param>
    /// <param name="part">The first part, full; used again for each that follows.</param>
    /// <param name="cancellationToken">Gives the upload up.</param>
    public async Task Run(Stream content, byte[] part, CancellationToken cancellationToken)
    {
        _id = (await guard.Run(() => client.InitiateMultipartUploadAsync(bucket, name, cancellationToken))).UploadId;
        try
        {
            for (var length = part.Length; length > 0;)
            {
                await Send(part, length, cancellationToken);
                length = await content.ReadAtLeastAsync(part, part.Length, throwOnEndOfStream: false, cancellationToken);
            }

            await guard.Run(() => client.CompleteMultipartUploadAsync(
                new CompleteMultipartUploadRequest { BucketName = bucket, Key = name, UploadId = _id, PartETags = _parts }, cancellationToken));
        }
        catch
        {
            await GiveUp();
            throw;
        }
    }

    private async Task Send(byte[] part, int length, CancellationToken cancellationToken)
    {
        var sent = await guard.Run(() => client.UploadPartAsync(
            new UploadPartRequest
            {
                BucketName = bucket,
                Key = name,
                UploadId = _id,
                PartNumber = _parts.Count + 1,
                PartSize = length,
                InputStream = new MemoryStream(part, 0, length, writable: false),
                UseChunkEncoding = false,
            },
            cancellationToken));
        _parts.Add(new PartETag(_parts.Count + 1, sent.ETag));
    }

    // Whatever the service says to this, the first error is what the caller must hear.
    private async Task GiveUp()
    {
        try
        {
            await guard.Run(() => client.AbortMultipartUploadAsync(bucket, name, _id, CancellationToken.None));
        }
        catch (ObjectStoreException)
        {
            return;
        }
    }
}
