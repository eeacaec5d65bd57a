using System.Collections.Concurrent;
using BraidMgr.Grains.Provisioning;

namespace BraidMgr.Grains.Operations.Migrations;

/// <summary>
/// The templates that the databases of this build are copied from, each looked for once in a run: a connection for it takes as long as
/// half of a database's migration.
/// </summary>
internal sealed class ServerTemplates(DatabaseServers servers)
{
    private readonly ConcurrentDictionary<(string Host, int Port), Task<string>> _byServer = new();

    /// <summary>The template of the server that an organization is on, once it is there; what failed is tried anew by the next.</summary>
    internal Task<string> Ensure(OrgTarget target, CancellationToken cancellationToken) => _byServer.AddOrUpdate(
        (target.Host, target.Port),
        server => Make(server, cancellationToken),
        (server, before) => before.IsFaulted || before.IsCanceled ? Make(server, cancellationToken) : before);

    private Task<string> Make((string Host, int Port) server, CancellationToken cancellationToken) =>
        servers.At(server.Host, server.Port).EnsureTemplateAsync(cancellationToken);
}
