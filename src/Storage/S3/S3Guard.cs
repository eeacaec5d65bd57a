using Amazon.Runtime;

namespace BraidMgr.Storage.S3;

/// <summary>Around every call of a bucket's service: what it refuses becomes <see cref="ObjectStoreException"/>.</summary>
internal sealed class S3Guard(string bucket)
{
    /// <summary>Calls the service.</summary>
    public async Task<T> Run<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception error) when (error is AmazonServiceException or AmazonClientException or HttpRequestException or IOException)
        {
            throw new ObjectStoreException($"The bucket {bucket} (Storage:S3) refused: {error.Message}", error);
        }
    }
}
