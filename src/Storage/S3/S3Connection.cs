using Amazon;
using Amazon.Runtime;
using Amazon.S3;

namespace BraidMgr.Storage.S3;

/// <summary>Makes the client of a bucket's service.</summary>
internal static class S3Connection
{
    /// <summary>Opens nothing yet.</summary>
    public static AmazonS3Client Of(S3Options options)
    {
        var config = new AmazonS3Config
        {
            ForcePathStyle = options.PathStyle,
            AuthenticationRegion = options.Region,
            // Services other than Amazon's know few of the newer checksums; ours are in what is stored.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            MaxErrorRetry = 3,
        };
        if (options.Endpoint.Length > 0)
        {
            config.ServiceURL = options.Endpoint;
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(options.Region);
        }

        return options.AccessKey.Length > 0 ? new AmazonS3Client(Credentials(options), config) : new AmazonS3Client(config);
    }

    private static BasicAWSCredentials Credentials(S3Options options)
    {
        var secret = options.SecretKey.Length > 0 ? options.SecretKey : File.ReadAllText(options.SecretKeyFile).Trim();
        return new BasicAWSCredentials(options.AccessKey, secret);
    }
}
