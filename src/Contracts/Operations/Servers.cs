using Orleans.CodeGeneration;

namespace BraidMgr.Contracts.Operations;

/// <summary>Body of POST /admin/servers. Credentials are never sent here: hosts have them in their configuration.</summary>
/// <param name="Name">1 to 40 of a-z, 0-9 and '-'.</param>
/// <param name="Region">Where it is, in words of one's own: 1 to 40 of a-z, 0-9 and '-'.</param>
/// <param name="Host">Where hosts reach it.</param>
/// <param name="Port">Its port; null: 5432.</param>
/// <param name="ConnectionBudget">Connections that all silos together may hold to it, 2 to 10000; null: 80.</param>
/// <param name="MaxOrganizations">How many organizations it takes; null: as many as come.</param>
[GenerateSerializer, Immutable, Alias("braid.add-server")]
public sealed record AddServer(string? Name, string? Region, string? Host, int? Port, int? ConnectionBudget, int? MaxOrganizations);

/// <summary>A PostgreSQL server that organizations' databases are on.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Region">Where it is.</param>
/// <param name="Host">Where hosts reach it.</param>
/// <param name="Port">Its port.</param>
/// <param name="ConnectionBudget">Connections that all silos together may hold to it.</param>
/// <param name="MaxOrganizations">How many organizations it takes; null: as many as come.</param>
/// <param name="AcceptsNewOrgs">Whether new organizations, and those that move, may come to it.</param>
/// <param name="Organizations">How many are on it.</param>
/// <param name="Connections">Connections that are open to it now, whoever has them; null when it cannot be asked.</param>
/// <param name="Problem">Why it could not be asked; null when it was.</param>
[GenerateSerializer, Immutable, Alias("braid.server-summary")]
public sealed record ServerSummary(
    string Name, string Region, string Host, int Port, int ConnectionBudget, int? MaxOrganizations, bool AcceptsNewOrgs, int Organizations,
    int? Connections, string? Problem);

/// <summary>GET /admin/servers, by name.</summary>
[GenerateSerializer, Immutable, Alias("braid.server-list")]
public sealed record ServerList(IReadOnlyList<ServerSummary> Servers, int Total);

/// <summary>Body of POST /admin/orgs/{slug}/move.</summary>
/// <param name="Server">The server that the organization's database goes to.</param>
/// <param name="AcrossRegions">Whether it may leave its region; null: no.</param>
/// <param name="WithPause">Copies while writes wait, for servers that cannot be followed; null: no.</param>
[GenerateSerializer, Immutable, Alias("braid.move-organization")]
public sealed record MoveOrganization(string? Server, bool? AcrossRegions, bool? WithPause);

/// <summary>A move as it is ordered.</summary>
[GenerateSerializer, Immutable, Alias("braid.move-order")]
public sealed record MoveOrder(string Slug, string Server, bool WithPause);

/// <summary>Body of POST /admin/servers/{name}/drain.</summary>
/// <param name="To">The server that all go to; null: each to that of its region which has room and the fewest.</param>
/// <param name="AcrossRegions">Whether they may leave their region; null: no.</param>
/// <param name="WithPause">As for a move.</param>
[GenerateSerializer, Immutable, Alias("braid.drain-server")]
public sealed record DrainServer(string? To, bool? AcrossRegions, bool? WithPause);

/// <summary>A drain as it is ordered.</summary>
[GenerateSerializer, Immutable, Alias("braid.drain-order")]
public sealed record DrainOrder(string Server, string? To, bool AcrossRegions, bool WithPause);

/// <summary>The PostgreSQL servers of the installation (key: 0).</summary>
[Alias("braid.servers-grain"), Version(1)]
public interface IServersGrain : IGrainWithIntegerKey
{
    /// <summary>All of them; each is asked.</summary>
    Task<ServerList> List();

    /// <summary>
    /// Signs in to a server, makes the roles and the template there, and takes it in: new organizations may come from now on.
    /// VALIDATION_ERROR for values that cannot be, or a server that cannot be used, CONFLICT when name or address are taken; then
    /// nothing has changed in central.
    /// </summary>
    Task<ServerSummary> Add(AddServer server);

    /// <summary>Lets new organizations come, or not. Again is no error. NOT_FOUND when there is no such server.</summary>
    Task<ServerSummary> Accept(string name, bool accepts);

    /// <summary>
    /// NOT_FOUND when there is no such organization; VALIDATION_ERROR when there is no such server, or it is of another region and that
    /// was not allowed; CONFLICT when the organization is there already, is not in use, or the server has no room.
    /// </summary>
    Task<MoveOrder> CheckMove(string slug, MoveOrganization move);

    /// <summary>NOT_FOUND when there is no such server; VALIDATION_ERROR when there is none to go to by that name, or it is the same.</summary>
    Task<DrainOrder> CheckDrain(string name, DrainServer drain);
}
