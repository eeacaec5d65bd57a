namespace BraidMgr.Storage.Tests;

/// <summary>A fact about a real S3 server, which <c>./braid test</c> starts where it is installed; else skipped, by name.</summary>
public sealed class S3FactAttribute : FactAttribute
{
    public S3FactAttribute() => Skip = S3Server.Endpoint is null ? S3Server.Missing : null;
}

/// <inheritdoc cref="S3FactAttribute"/>
public sealed class S3TheoryAttribute : TheoryAttribute
{
    public S3TheoryAttribute() => Skip = S3Server.Endpoint is null ? S3Server.Missing : null;
}

/// <summary>What the environment says of the server.</summary>
internal static class S3Server
{
    public const string Missing = "needs an S3 server (docs/development.md)";

    public static string? Endpoint => Environment.GetEnvironmentVariable("BRAID_TEST_S3") is { Length: > 0 } endpoint ? endpoint : null;

    public static string AccessKey => Environment.GetEnvironmentVariable("BRAID_TEST_S3_ACCESSKEY") ?? "";

    /// <summary>A bucket of its own, which is not made yet, with the smallest parts.</summary>
    public static S3Options Options() => new()
    {
        Endpoint = Endpoint ?? "",
        AccessKey = AccessKey,
        SecretKey = SecretKey,
        PathStyle = true,
        Bucket = "braidmgr-" + Guid.NewGuid().ToString("N"),
        Prefix = "objects",
        PartMebibytes = 5,
    };

    public static string SecretKey => Environment.GetEnvironmentVariable("BRAID_TEST_S3_SECRETKEY") ?? "";
}
