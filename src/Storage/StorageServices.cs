using BraidMgr.Storage.Directories;
using BraidMgr.Storage.S3;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace BraidMgr.Storage;

/// <summary>Adds the object store to a host.</summary>
public static class StorageServices
{
    /// <summary>Adds the <see cref="IObjectStore"/> that the section <c>Storage</c> describes; checked when the host starts.</summary>
    public static IServiceCollection AddBraidMgrStorage(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<StorageOptions>().Bind(configuration.GetSection("Storage")).ValidateOnStart();
        services.AddSingleton<IValidateOptions<StorageOptions>, StorageOptionsCheck>();
        return services.AddSingleton(provider => Make(provider.GetRequiredService<IOptions<StorageOptions>>().Value));
    }

    private static IObjectStore Make(StorageOptions options) => options.Kind switch
    {
        StorageKind.S3 => new S3ObjectStore(S3Connection.Of(options.S3), options.S3),
        _ => new DirectoryObjectStore(options.Directory),
    };
}
