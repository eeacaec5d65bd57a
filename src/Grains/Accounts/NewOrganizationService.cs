using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Accounts;
using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Accounts.Registering;
using BraidMgr.Grains.Central;
using BraidMgr.Grains.Provisioning;
using Microsoft.Extensions.Options;

namespace BraidMgr.Grains.Accounts;

/// <summary>Creates further organizations of a person who is signed in.</summary>
public sealed class NewOrganizationService(
    CentralDatabase central, OrganizationProvisioner provisioner, IOptions<ProvisioningOptions> options, TimeProvider time)
{
    /// <summary>Creates an organization; the same request under the same key answers with the one that it created.</summary>
    internal async Task<MyOrganization> Create(Change change, NewOrganization organization)
    {
        Check(organization);
        var userId = change.Caller.UserId;
        var key = change.Idempotency is { } sent ? new CentralIdempotency(userId, sent) : null;
        var before = key is null ? null : await central.Run(session => key.Answered(session, time.Now()));
        if (before is not null)
        {
            var id = before["organization_id"]!.GetValue<Guid>();
            var mine = await central.Run(session => session.Memberships(userId));
            return mine.Find(m => m.OrganizationId == id)?.ToMine() ?? throw Error.Conflict("The organization that this key created is no longer yours.");
        }

        await RequireBelowCap(userId);
        var plan = new OrganizationPlan(organization.Name!.Trim(), [organization.Slug!], userId, change.CorrelationId, key);
        return (await provisioner.Create(plan, (_, _) => Task.CompletedTask)).ToMine();
    }

    private static void Check(NewOrganization organization)
    {
        var errors = new ValidationErrors();
        if (organization.Name is null)
        {
            errors.Add("name", "is required");
        }

        errors.Text("name", organization.Name, RegistrationInput.MaxName, min: 1);
        errors.Slug("slug", organization.Slug);
        errors.ThrowIfAny();
    }

    private async Task RequireBelowCap(Guid userId)
    {
        var cap = options.Value.MaxOrganizationsPerUser;
        if (await central.Run(session => session.CountCreatedBy(userId)) >= cap)
        {
            throw Error.Forbidden($"You have created {cap} organizations, which is the limit (Provisioning:MaxOrganizationsPerUser).");
        }
    }
}
