using System.Text.Json;
using BraidMgr.Api.Endpoints;
using BraidMgr.Api.Http;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Operations;

namespace BraidMgr.Api.Admin;

/// <summary>The PostgreSQL servers that organizations' databases are on.</summary>
internal sealed class ServerEndpoints(IGrainFactory grains)
{
    public void Map(IEndpointRouteBuilder admin)
    {
        var servers = admin.MapGroup("/servers").WithTags("Servers");
        servers.Get("", List).AdminOp("listServers", "Lists the database servers, each asked now");
        servers.Post("", Add).AdminOp("addServer", "Readies a database server and takes it in").Produces<ServerSummary>(201);
        servers.Post("/{name}/drain", Drain).AdminOp("drainServer", "Begins a run that moves everything off a server").Produces<Run>(202);
        servers.Post("/{name}/open", Open).AdminOp("openServer", "Lets new organizations come to a server");
        servers.Post("/{name}/close", Close).AdminOp("closeServer", "Keeps new organizations from a server; those on it stay");
        admin.MapGroup("/orgs/{slug}").WithTags("Organizations").Post("/move", Move)
            .AdminOp("moveOrganization", "Begins a run that moves an organization to another server while it serves").Produces<Run>(202);
    }

    private Task<ServerList> List(HttpContext http) => grains.Servers().List();

    private async Task<IResult> Add(HttpContext http, Body<AddServer> body)
    {
        var added = await grains.Servers().Add(body.Value);
        return TypedResults.Created($"/admin/servers/{added.Name}", added);
    }

    private Task<ServerSummary> Open(string name) => grains.Servers().Accept(name, accepts: true);

    private Task<ServerSummary> Close(string name) => grains.Servers().Accept(name, accepts: false);

    private async Task<IResult> Move(HttpContext http, string slug, Body<MoveOrganization> body)
    {
        var order = await grains.Servers().CheckMove(slug, body.Value);
        return await grains.Begin(http, "move", $"organization {slug}", JsonSerializer.Serialize(order, OperationsJson.Default.MoveOrder));
    }

    private async Task<IResult> Drain(HttpContext http, string name, Body<DrainServer> body)
    {
        var order = await grains.Servers().CheckDrain(name, body.Value);
        return await grains.Begin(http, "drain", $"server {name}", JsonSerializer.Serialize(order, OperationsJson.Default.DrainOrder));
    }
}
