using System.Reflection;
using BraidMgr.Silo.Hosting;

namespace BraidMgr.Silo.Operations;

/// <summary>What this build is.</summary>
public static class Product
{
    /// <summary>The version of the build.</summary>
    public static string Version { get; } =
        Short(typeof(Product).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown");

    /// <summary>The engine's version.</summary>
    public static string EngineVersion { get; } = Short(EngineHosting.Version);

    // Without the commit that builds put behind it.
    private static string Short(string version) => version.Split('+', ' ')[0].TrimEnd('.');
}
