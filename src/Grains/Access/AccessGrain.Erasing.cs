using BraidMgr.Grains.Accounts.Personal;
using BraidMgr.Grains.Orgs;
using BraidMgr.Grains.Orgs.Statements;
using BraidMgr.Grains.Projects.Feed;
using Orleans.CodeGeneration;

namespace BraidMgr.Grains.Access;

/// <summary>The organization's grain of access as the service sees it that erases people.</summary>
[Alias("braid.erasing"), Version(1)]
internal interface IErasing : IGrainWithGuidKey
{
    /// <summary>Takes the project roles of a person away, and replaces their name where it stands as text. Again is no error.</summary>
    [Alias("Erase")]
    Task Erase(Guid userId, string name, string correlationId);
}

/// <content>Who asked to be erased.</content>
internal sealed partial class AccessGrain : IErasing
{
    /// <inheritdoc/>
    public async Task Erase(Guid userId, string name, string correlationId)
    {
        var state = await State();
        var context = new WriteContext(Ids.Next(), userId, correlationId, null);
        await RemoveRolesOf(context, userId);

        // Where two have one name, the text may mean the other.
        var alone = !state.Members.Any(m => m.Member.UserId != userId && string.Equals(m.Member.Name, name, StringComparison.OrdinalIgnoreCase));
        var write = new EraseFromOrganization(userId, alone ? name : null, ErasureSql.Name) { Context = context with { AuditId = Ids.Next() } };
        foreach (var project in (await GrainFactory.Org(OrganizationId).Execute(write))!.Projects)
        {
            await GrainFactory.ProjectFeed(OrganizationId, project.ProjectId).Replaced(project.Stamp);
        }
    }
}
