using System.Diagnostics;
using BraidMgr.Compare.Tools;

namespace BraidMgr.Compare.Systems;

/// <summary>The same host built for the embedded engine, on the same databases, where the chosen engine is Orleans: what the engine costs.</summary>
internal sealed class OtherEngine(BraidMgrHost host, int organizations) : HttpSystem(SystemName, SystemName, organizations)
{
    /// <summary>Its name in tables and for <c>--only</c>.</summary>
    public const string SystemName = "embedded";

    public override string ReadyPath => host.ReadyPath;

    public override bool ResetsWhileServing => false;

    /// <summary>The databases are the host's, which are made before.</summary>
    public override Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override ProcessStartInfo Command(int port, bool another) => host.Command(Handed.OtherHost!, port, another);

    public override Task<Target> SignInAsync(string baseUrl, int organizations, CancellationToken cancellationToken) =>
        host.SignInAsync(baseUrl, organizations, cancellationToken);

    public override Task ResetAsync(CancellationToken cancellationToken) => host.ResetAsync(cancellationToken);
}
