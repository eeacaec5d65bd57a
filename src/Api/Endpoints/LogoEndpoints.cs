using System.Net.Mime;
using BraidMgr.Api.Http.Uploads;
using BraidMgr.Api.OpenApi;
using BraidMgr.Api.Pipeline;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Files;
using BraidMgr.Contracts.Projects;
using BraidMgr.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BraidMgr.Api.Endpoints;

/// <summary>The organization's logo: an image, streamed to and from the object store as the files at items are.</summary>
internal sealed class LogoEndpoints(IGrainFactory grains, IObjectStore store)
{
    /// <summary>Limit of a logo: 1 MiB.</summary>
    private const int MaxBytes = 1 << 20;

    // What every browser shows, and none runs.
    private static readonly string[] Images = ["image/png", "image/jpeg", "image/gif", "image/webp"];

    private readonly FileUpload _upload = new(store);

    public void Map(IEndpointRouteBuilder api)
    {
        var logo = api.MapGroup("/orgs/current/logo").WithTags("Organizations");
        logo.Get("", Get).Op("getLogo", "Returns the logo that was uploaded", Permission.OrgMember)
            .Produces<string>(StatusCodes.Status200OK, MediaTypeNames.Application.Octet).TakesIfNoneMatch();
        logo.Put("", Set).Op("setLogo", "Sets the logo: an image of a form, streamed", Permission.OrgAdmin)
            .Accepts<string>(MediaTypeNames.Multipart.FormData).TakesUpTo(MaxBytes + FileUpload.FormBytes).StreamsBody();
        logo.Delete("", Delete).Op("deleteLogo", "Removes the logo", Permission.OrgAdmin);
    }

    private async Task<FileResult> Get(HttpContext http) => new(store, await Access(http).Logo(http.Caller()));

    private async Task<Organization> Set(HttpContext http)
    {
        await Access(http).CheckLogo(http.Caller());
        var id = Guid.CreateVersion7();
        var file = await _upload.Receive(http, id, StorageKeys.LogoOf(http.Caller().OrganizationId, id));
        try
        {
            Check(file);
            return await Access(http).SetLogo(http.Change(), file);
        }
        catch (Exception e) when (FileUpload.WasNotMade(e))
        {
            await _upload.Discard(file.StorageKey);
            throw;
        }
    }

    private async Task<NoContent> Delete(HttpContext http)
    {
        await Access(http).SetLogo(http.Change(), null);
        return TypedResults.NoContent();
    }

    private static void Check(UploadedFile file)
    {
        if (file.SizeBytes > MaxBytes)
        {
            throw BodyReader.TooLarge(MaxBytes);
        }

        if (!Images.Contains(file.ContentType))
        {
            throw Error.Invalid("file", $"is {file.ContentType} by its content; a logo must be one of {string.Join(", ", Images)}");
        }
    }

    private IAccessGrain Access(HttpContext http) => grains.Access(http.Caller().OrganizationId);
}
