using Microsoft.Extensions.Options;

namespace BraidMgr.Storage;

/// <summary>Says at the start what is missing in <see cref="StorageOptions"/>, and how to mend it.</summary>
internal sealed class StorageOptionsCheck : IValidateOptions<StorageOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, StorageOptions options)
    {
        var problems = (options.Kind switch
        {
            StorageKind.Directory => OfDirectory(options),
            StorageKind.S3 => OfS3(options.S3),
            _ => [$"Storage:Kind is {options.Kind}; it must be Directory or S3."],
        }).ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> OfDirectory(StorageOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.Directory))
        {
            yield return "Storage:Directory (BRAID__STORAGE__DIRECTORY) is empty: where files and backups are kept.";
        }
        else if (File.Exists(options.Directory))
        {
            yield return $"Storage:Directory is {options.Directory}, which is a file.";
        }
    }

    private static IEnumerable<string> OfS3(S3Options s3)
    {
        if (string.IsNullOrWhiteSpace(s3.Bucket))
        {
            yield return "Storage:S3:Bucket (BRAID__STORAGE__S3__BUCKET) is missing.";
        }

        if (s3.Endpoint.Length > 0 && !(Uri.TryCreate(s3.Endpoint, UriKind.Absolute, out var endpoint) && endpoint.Scheme is "http" or "https"))
        {
            yield return $"Storage:S3:Endpoint is {s3.Endpoint}; it must be an http or https address.";
        }

        if (s3.Prefix.Length > 0 && !ObjectKey.IsValid(s3.Prefix))
        {
            yield return $"Storage:S3:Prefix is {s3.Prefix}; it may hold a-z, 0-9, '.', '_', '-' with '/' between.";
        }

        if (s3.PartMebibytes is < 5 or > 512)
        {
            yield return $"Storage:S3:PartMebibytes is {s3.PartMebibytes}; S3 takes parts of 5 MiB and more, and 512 are the most here.";
        }

        foreach (var problem in OfCredentials(s3))
        {
            yield return problem;
        }
    }

    private static IEnumerable<string> OfCredentials(S3Options s3)
    {
        var hasSecret = s3.SecretKey.Length > 0 || s3.SecretKeyFile.Length > 0;
        if (s3.AccessKey.Length > 0 != hasSecret)
        {
            yield return "Storage:S3:AccessKey and its secret (Storage:S3:SecretKey or Storage:S3:SecretKeyFile) belong together: give both or neither.";
        }

        if (s3.SecretKeyFile.Length > 0 && !File.Exists(s3.SecretKeyFile))
        {
            yield return $"Storage:S3:SecretKeyFile is {s3.SecretKeyFile}, which is not there.";
        }
    }
}
