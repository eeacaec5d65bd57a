using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Projects;

namespace BraidMgr.Grains.Access;

/// <content>The organization's logo. Its bytes never pass here: hosts stream them between clients and the object store.</content>
internal sealed partial class AccessGrain
{
    /// <inheritdoc/>
    public async Task<UploadedFile> Logo(Caller caller)
    {
        await Authorize(caller);
        return (await State()).Organization.Settings.Logo ?? throw Error.NotFound("uploaded logo");
    }

    /// <inheritdoc/>
    public async Task CheckLogo(Caller caller) => MemberRules.RequireAdmin((await Authorize(caller)).OrgRole);

    /// <inheritdoc/>
    public async Task<Organization> SetLogo(Change change, UploadedFile? logo)
    {
        var grant = await Authorize(change.Caller);
        MemberRules.RequireAdmin(grant.OrgRole);
        var updated = await CommitOrganization(change, before => before with { Settings = before.Settings with { Logo = logo, LogoUrl = null } });
        return updated.For(grant.OrgRole);
    }

    /// <inheritdoc/>
    public async Task<string?> LogoKey() => (await State()).Organization.Settings.Logo?.StorageKey;
}
