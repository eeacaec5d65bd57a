using BraidMgr.Grains.Operations.Runs;
using BraidMgr.Grains.Provisioning;

namespace BraidMgr.Grains.Operations.Migrations;

/// <summary>
/// What one run knows of each server: the template that the databases of this build are copied from, looked for once, as a connection for it
/// takes as long as half of a database's migration; and for how long one that is away is waited for.
/// </summary>
internal sealed class MigratedServers(DatabaseServers servers, TimeProvider time)
{
    // As long as for a lock, and once for all databases of a server: one that never comes back must not take this long for each.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    // Looked into from the turns of the run's grain only.
    private readonly Dictionary<(string Host, int Port), Server> _servers = [];

    /// <summary>The template of the server that an organization is on, once it is there; what failed is tried anew by the next.</summary>
    internal Task<string> EnsureTemplate(OrgTarget target, CancellationToken cancellationToken)
    {
        var server = Of(target);
        if (server.Template is null or { IsFaulted: true } or { IsCanceled: true })
        {
            server.Template = servers.At(target.Host, target.Port).EnsureTemplateAsync(cancellationToken);
        }

        return server.Template;
    }

    /// <summary>A database is done: its server is there.</summary>
    internal void Done(OrgTarget target) => Of(target).Done++;

    /// <summary>Whether what a database failed by passes, and its server got further within the last minute.</summary>
    internal bool MayPass(OrgTarget target, Exception error) =>
        RunErrors.IsPassing(error) && Of(target) is var server && server.Patience.Lasts(server.Done);

    private Server Of(OrgTarget target)
    {
        var key = (target.Host, target.Port);
        return _servers.TryGetValue(key, out var known) ? known : _servers[key] = new(new RunPatience(time, Patience));
    }

    private sealed class Server(RunPatience patience)
    {
        public RunPatience Patience { get; } = patience;

        public Task<string>? Template { get; set; }

        public int Done { get; set; }
    }
}
