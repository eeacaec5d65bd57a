using BraidMgr.Fault.Tests.Harness;

namespace BraidMgr.Fault.Tests.Chat;

/// <summary>Where the JavaScript client is.</summary>
internal static class NodeClient
{
    /// <summary>The folder tests/js of the repository.</summary>
    public static string Folder { get; } = Path.Combine(Root(new DirectoryInfo(AppContext.BaseDirectory)), "tests", "js");

    /// <summary>Whether its packages are installed.</summary>
    public static bool IsThere => Directory.Exists(Path.Combine(Folder, "node_modules", "@microsoft", "signalr"));

    private static string Root(DirectoryInfo folder) => File.Exists(Path.Combine(folder.FullName, "BraidMgr.sln"))
        ? folder.FullName
        : Root(folder.Parent ?? throw new DirectoryNotFoundException("The tests run outside of the repository."));
}

/// <summary>A test that needs the JavaScript client and several hosts of one cluster; skipped by name and reason where either is missing.</summary>
public sealed class NodeClusterFactAttribute : FactAttribute
{
    /// <summary>Skips itself unless both are there.</summary>
    public NodeClusterFactAttribute() => Skip = new ClusterFactAttribute().Skip ?? new NodeFactAttribute().Skip;
}

/// <summary>A test that needs the JavaScript client; skipped by name where Node or its packages are not there.</summary>
public sealed class NodeFactAttribute : FactAttribute
{
    /// <summary>Skips itself unless the client can be run.</summary>
    public NodeFactAttribute() => Skip = NodeClient.IsThere ? null : "needs Node and the packages of tests/js, which ./braid test installs where it can";
}
