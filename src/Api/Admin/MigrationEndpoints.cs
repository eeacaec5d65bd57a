using System.Text.Json;
using BraidMgr.Api.Endpoints;
using BraidMgr.Api.Http;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Operations;

namespace BraidMgr.Api.Admin;

/// <summary>The schemas of the installation's databases.</summary>
internal sealed class MigrationEndpoints(IGrainFactory grains)
{
    private const string Kind = "migrate-orgs";
    private const string Subject = "schemas of organizations";

    public void Map(IEndpointRouteBuilder admin)
    {
        var migrations = admin.MapGroup("/migrations").WithTags("Migrations");
        migrations.Get("", Status).AdminOp("getMigrations", "Returns how the schema of every database stands, read from each");
        migrations.Post("/orgs", Migrate).AdminOp("migrateOrganizations", "Begins a run that migrates organizations' databases").Produces<Run>(202);
    }

    private Task<SchemaStatusList> Status(HttpContext http) => grains.Migrations().Status();

    private async Task<IResult> Migrate(HttpContext http, Body<MigrateOrgs> body)
    {
        await grains.Migrations().Check(body.Value);
        return await grains.Begin(http, Kind, Subject, JsonSerializer.Serialize(body.Value, OperationsJson.Default.MigrateOrgs));
    }
}
