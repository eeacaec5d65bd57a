using System.Globalization;
using System.Text.Json;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Operations;
using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Access;
using BraidMgr.Grains.Central;
using BraidMgr.Grains.Operations.Organizations;
using BraidMgr.Grains.Orgs;
using Orleans.Concurrency;

namespace BraidMgr.Grains.Organizations;

/// <summary>One organization as a whole. It holds nothing: what it answers is read, and what it changes is elsewhere.</summary>
[Reentrant]
internal sealed class OrganizationGrain(CentralDatabase central, TimeProvider time) : Grain, IOrganizationGrain
{
    private Guid OrganizationId => this.GetPrimaryKey();

    private IAccessGrain Access => GrainFactory.Access(OrganizationId);

    /// <inheritdoc/>
    public async Task<AuditPage> Audit(Caller caller, ActivityQuery query)
    {
        MemberRules.RequireAdmin((await Access.Authorize(caller)).OrgRole);
        Check(query);
        var own = (await GrainFactory.Org(OrganizationId).Query(new FindOrganizationAudit(query)))!;
        var ofCentral = await central.Run(session => session.OrganizationAudit(OrganizationId, query));
        var page = own.Entries.Concat(ofCentral.Entries)
            .OrderByDescending(entry => entry.CreatedAt).ThenByDescending(entry => entry.Id)
            .Skip(query.Offset).Take(query.Limit).ToList();
        var next = AuditCursor.Behind(page, query.Limit);
        return new(await Access.WithNames(page), own.Total + ofCentral.Total, query.Limit, query.Offset, next);
    }

    /// <inheritdoc/>
    public async Task<OrganizationDeletion> Delete(Change change)
    {
        if ((await Access.Authorize(change.Caller)).OrgRole != OrgRole.Owner)
        {
            throw Error.Forbidden("Only owners may delete the organization.");
        }

        var slug = (await Access.Current(change.Caller)).Slug;
        var due = time.Now().AddHours(DeleteOrganization.DefaultGraceHours);

        // The run first: it is stored, and suspends too. Whatever fails then, the deletion is seen through or was never ordered.
        await GrainFactory.Runs().Start(Order(change, slug));
        await central.Transact(session => Suspend(session, change, due));
        await GrainFactory.Tell(OrganizationId);
        var when = due.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        return new(
            OrganizationId, "suspended", DeleteOrganization.DefaultGraceHours, due.UtcDateTime,
            $"The organization {slug} is suspended. At {when} UTC everything in it is removed for good; until then your operator can end the deletion and resume it.");
    }

    private static RunOrder Order(Change change, string slug) => new(
        Guid.CreateVersion7(), DeleteRun.Name, $"organization {slug}",
        JsonSerializer.Serialize(new DeleteOrder(slug, DeleteOrganization.DefaultGraceHours), OperationsJson.Default.DeleteOrder),
        $"owner {change.Caller.UserId}", null, change.CorrelationId);

    private async Task<bool> Suspend(CentralSession session, Change change, DateTimeOffset due)
    {
        await session.SetStatus(OrganizationId, "active", "suspended", time.Now());
        var audit = new AuditEvent("order_deletion", "organization", OrganizationId, change.Caller.UserId, OrganizationId, change.CorrelationId)
        {
            After = new() { ["removed_at"] = due.UtcDateTime },
        };
        await audit.WriteTo(session, time.Now());
        return true;
    }

    private static void Check(ActivityQuery query)
    {
        var errors = new ValidationErrors();
        errors.Text("search", query.Search, 200);
        errors.Text("entity_type", query.EntityType, 100);
        if (query.Offset > AuditPage.MaxOffset)
        {
            errors.Add("offset", $"is {query.Offset}; at most {AuditPage.MaxOffset} is allowed, use cursor for what is behind");
        }

        errors.ThrowIfAny();
    }
}
