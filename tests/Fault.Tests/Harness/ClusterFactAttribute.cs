namespace BraidMgr.Fault.Tests.Harness;

/// <summary>A fact about several silos: skipped, by name and reason, on the engine that has one.</summary>
public sealed class ClusterFactAttribute : FactAttribute
{
    private static readonly bool HasClusters = File.Exists(Path.Combine(AppContext.BaseDirectory, "Orleans.Runtime.dll"));

    public ClusterFactAttribute() =>
        Skip = HasClusters ? null : "needs several silos; the embedded engine has one (docs/engine.md)";
}
