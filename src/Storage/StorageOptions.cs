namespace BraidMgr.Storage;

/// <summary>The object stores that there are.</summary>
public enum StorageKind
{
    /// <summary>Files below <see cref="StorageOptions.Directory"/>.</summary>
    Directory,

    /// <summary>A bucket of Amazon S3 or of anything that speaks its protocol.</summary>
    S3,
}

/// <summary>Where files and backups are kept (section <c>Storage</c>).</summary>
public sealed class StorageOptions
{
    /// <summary>Which store (<c>BRAID__STORAGE__KIND</c>). Default <see cref="StorageKind.Directory"/>.</summary>
    public StorageKind Kind { get; set; }

    /// <summary>
    /// The directory of <see cref="StorageKind.Directory"/>; all hosts must see the same. Made when the first object is written. Default
    /// <c>braidmgr-objects</c> in the working directory.
    /// </summary>
    public string Directory { get; set; } = "braidmgr-objects";

    /// <summary>The bucket of <see cref="StorageKind.S3"/>.</summary>
    public S3Options S3 { get; set; } = new();
}

/// <summary>A bucket (section <c>Storage:S3</c>).</summary>
public sealed class S3Options
{
    /// <summary>The bucket's name; it must be there. Required.</summary>
    public string Bucket { get; set; } = "";

    /// <summary>What all keys begin with in the bucket, without a slash at the end. Default none.</summary>
    public string Prefix { get; set; } = "";

    /// <summary>The service's address, such as <c>https://s3.example.com</c>; empty for Amazon's own of the region.</summary>
    public string Endpoint { get; set; } = "";

    /// <summary>The region that requests are signed for. Default <c>us-east-1</c>.</summary>
    public string Region { get; set; } = "us-east-1";

    /// <summary>Whether the bucket stands in the path of the address instead of its host name; most services other than Amazon's need it. Default false.</summary>
    public bool PathStyle { get; set; }

    /// <summary>The access key; without one the AWS SDK's own sources are asked: its environment variables, its files, the machine's role.</summary>
    public string AccessKey { get; set; } = "";

    /// <summary>The access key's secret (<c>BRAID__STORAGE__S3__SECRETKEY</c>), or <see cref="SecretKeyFile"/>.</summary>
    public string SecretKey { get; set; } = "";

    /// <summary>A file whose content is the access key's secret.</summary>
    public string SecretKeyFile { get; set; } = "";

    /// <summary>
    /// MiB of one part of an upload: an object of more is uploaded in parts, of which S3 takes 10,000, and as much is used of the disk of
    /// temporary files (<c>TMPDIR</c>) per upload. Default 16, which allows 156 GiB.
    /// </summary>
    public int PartMebibytes { get; set; } = 16;
}
