using BraidMgr.Contracts.Projects;
using Orleans.CodeGeneration;

namespace BraidMgr.Contracts.Access;

/// <summary>One organization as a whole (key: its id): its audit log, and its end.</summary>
[Alias("braid.organization-grain"), Version(1)]
public interface IOrganizationGrain : IGrainWithGuidKey
{
    /// <summary>
    /// What was done in the organization and about it, newest first: its own audit log without chat, and the central one's rows about it.
    /// Organization admins.
    /// </summary>
    Task<AuditPage> Audit(Caller caller, ActivityQuery query);

    /// <summary>
    /// Suspends the organization at once and removes it with all that is in it after a grace period, in which an operator can end the
    /// deletion. Owners. CONFLICT while something else is done to it.
    /// </summary>
    Task<OrganizationDeletion> Delete(Change change);
}

/// <summary>Answer of DELETE /orgs/current.</summary>
/// <param name="OrganizationId">The organization.</param>
/// <param name="Status">What it is from now on: suspended.</param>
/// <param name="GraceHours">For how long it is only suspended.</param>
/// <param name="RemovedAt">When everything goes.</param>
/// <param name="Message">The same in words, and how it can be ended.</param>
[GenerateSerializer, Immutable, Alias("braid.organization-deletion")]
public sealed record OrganizationDeletion(Guid OrganizationId, string Status, int GraceHours, DateTime RemovedAt, string Message);
