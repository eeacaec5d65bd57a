using Amazon.S3;
using Amazon.S3.Model;

namespace BraidMgr.Storage.S3;

/// <summary>One object in parts, one part on this machine at a time. What fails is given up, so that no parts are left to be paid for.</summary>
internal sealed class S3Upload(AmazonS3Client client, S3Guard guard, string bucket, string name)
{
    private readonly List<PartETag> _parts = [];
    private string _id = "";

    /// <summary>Uploads a stream.</summary>
    /// <param name="content">The stream behind its first part.</param>
    /// <param name="first">The first part, full: as long as all are but the last.</param>
    /// <param name="cancellationToken">Gives the upload up.</param>
    public async Task Run(Stream content, Spool first, CancellationToken cancellationToken)
    {
        _id = (await guard.Run(() => client.InitiateMultipartUploadAsync(bucket, name, cancellationToken))).UploadId;
        try
        {
            await Send(first, cancellationToken);
            for (var more = true; more;)
            {
                await using var part = await Spool.Take(content, first.Length, cancellationToken);
                more = part.Length == first.Length;
                if (part.Length > 0)
                {
                    await Send(part, cancellationToken);
                }
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

    private async Task Send(Spool part, CancellationToken cancellationToken)
    {
        var sent = await guard.Run(() => client.UploadPartAsync(
            new UploadPartRequest
            {
                BucketName = bucket,
                Key = name,
                UploadId = _id,
                PartNumber = _parts.Count + 1,
                PartSize = part.Length,
                InputStream = part.Content,
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
