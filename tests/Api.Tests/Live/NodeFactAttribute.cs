using BraidMgr.Api.Tests.Harness;

namespace BraidMgr.Api.Tests.Live;

/// <summary>A test that drives the hub with the JavaScript client; skipped by name where Node or its packages are not there.</summary>
public sealed class NodeFactAttribute : FactAttribute
{
    private static readonly bool IsThere = Directory.Exists(Repository.File("tests", "js", "node_modules", "@microsoft", "signalr"));

    /// <summary>Skips itself unless the client can be run.</summary>
    public NodeFactAttribute() => Skip = IsThere ? null : "needs Node and the packages of tests/js, which ./braid test installs where it can";
}
