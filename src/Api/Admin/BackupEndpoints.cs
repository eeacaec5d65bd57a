using System.Text.Json;
using BraidMgr.Api.Endpoints;
using BraidMgr.Api.Http;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Operations;

namespace BraidMgr.Api.Admin;

/// <summary>Backups and restores of organizations and of the central database. All that takes long is a run.</summary>
internal sealed class BackupEndpoints(IGrainFactory grains)
{
    public void Map(IEndpointRouteBuilder admin)
    {
        var org = admin.MapGroup("/orgs/{slug}").WithTags("Backups");
        org.Get("/backups", List).AdminOp("listBackups", "Lists an organization's backups, the newest first");
        org.Post("/backups", Make).AdminOp("backUpOrganization", "Begins a run that backs an organization up").Produces<Run>(202);
        org.Post("/restore", Restore).AdminOp("restoreOrganization", "Begins a run that restores a backup of an organization").Produces<Run>(202);
        var central = admin.MapGroup("/central").WithTags("Backups");
        central.Get("/backups", ListOfCentral).AdminOp("listCentralBackups", "Lists the central database's backups, the newest first");
        central.Post("/backups", MakeOfCentral).AdminOp("backUpCentral", "Begins a run that backs the central database up").Produces<Run>(202);
        var all = admin.MapGroup("/backups").WithTags("Backups");
        all.Post("", MakeSome).AdminOp("backUpOrganizations", "Begins a run that backs organizations up").Produces<Run>(202);
        all.Post("/rehearse", Rehearse).AdminOp("rehearseBackups", "Begins a run that restores every backup and drops it again").Produces<Run>(202);
    }

    private Task<BackupList> List(string slug) => grains.Backups().Of(slug);

    private Task<BackupList> ListOfCentral(HttpContext http) => grains.Backups().OfCentral();

    private async Task<IResult> Make(HttpContext http, string slug)
    {
        _ = await grains.Backups().Of(slug);
        return await Begin(http, "backup", $"backup of {slug}", new BackupOrder([slug], Central: false));
    }

    private Task<IResult> MakeOfCentral(HttpContext http) => Begin(http, "backup", "backup of central", new BackupOrder([], Central: true));

    private async Task<IResult> MakeSome(HttpContext http, Body<BackupOrder> body)
    {
        await grains.Backups().Check(body.Value);
        return await Begin(http, "backup", "backups", body.Value);
    }

    private async Task<IResult> Rehearse(HttpContext http, Body<BackupOrder> body)
    {
        await grains.Backups().Check(body.Value);
        return await Begin(http, "rehearse", "rehearsal of backups", body.Value);
    }

    private async Task<IResult> Restore(HttpContext http, string slug, Body<RestoreBackup> body)
    {
        var order = new RestoreOrder(slug, body.Value.BackupId ?? "", body.Value.NewSlug);
        await grains.Backups().Check(order);
        return await grains.Begin(http, "restore", $"organization {slug}", JsonSerializer.Serialize(order, OperationsJson.Default.RestoreOrder));
    }

    private Task<IResult> Begin(HttpContext http, string kind, string subject, BackupOrder order) =>
        grains.Begin(http, kind, subject, JsonSerializer.Serialize(order, OperationsJson.Default.BackupOrder));
}
