using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace BraidMgr.Storage.Tests;

/// <summary>What the section Storage may say.</summary>
public sealed class StorageOptionsTests
{
    [Fact]
    public void Without_settings_it_is_a_directory() =>
        Made().ShouldBeOfType<Directories.DirectoryObjectStore>();

    [Fact]
    public void A_bucket_of_any_endpoint_is_S3() =>
        Made(("Kind", "S3"), ("S3:Bucket", "b"), ("S3:Endpoint", "http://127.0.0.1:1"), ("S3:AccessKey", "a"), ("S3:SecretKey", "s"))
            .ShouldBeOfType<S3.S3ObjectStore>();

    [Theory]
    [InlineData("Directory", "Storage:Directory", "Directory", "")]
    [InlineData("S3", "Storage:S3:Bucket", "S3:Bucket", "")]
    [InlineData("S3", "Storage:S3:Endpoint", "S3:Endpoint", "ftp://example.com")]
    [InlineData("S3", "Storage:S3:Prefix", "S3:Prefix", "/a")]
    [InlineData("S3", "Storage:S3:PartMebibytes", "S3:PartMebibytes", "4")]
    [InlineData("S3", "Storage:S3:AccessKey", "S3:AccessKey", "a")]
    [InlineData("S3", "Storage:S3:SecretKeyFile", "S3:SecretKeyFile", "not-there")]
    public void What_cannot_work_is_named_with_its_setting(string kind, string named, string setting, string value) =>
        Should.Throw<OptionsValidationException>(() => Made(("Kind", kind), ("S3:Bucket", "b"), (setting, value))).Message.ShouldContain(named);

    private static IObjectStore Made(params (string Name, string Value)[] settings)
    {
        var values = new Dictionary<string, string?>();
        foreach (var (name, value) in settings)
        {
            values["Storage:" + name] = value;
        }

        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values).Build();
        return new ServiceCollection().AddBraidMgrStorage(configuration).BuildServiceProvider().GetRequiredService<IObjectStore>();
    }
}
