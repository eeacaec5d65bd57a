using BraidMgr.Contracts;
using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Access;
using BraidMgr.Grains.Central;

namespace BraidMgr.Grains.Accounts.Personal;

/// <summary>
/// Erases a person: first in the organizations, which are other databases, then in central. Whatever fails between, the person is there
/// still and asks again; each step finds out what is left.
/// </summary>
public sealed class ErasureService(CentralDatabase central, IGrainFactory grains, TimeProvider time)
{
    /// <summary>Erases the person. CONFLICT while they are the last owner of an organization, UNAVAILABLE while one of theirs is being moved.</summary>
    internal async Task Erase(Person person, string correlationId)
    {
        var organizations = await central.Run(async session =>
        {
            await session.RequireOwnsNoneAlone(person.Id);
            return await session.OrganizationsEverOf(person.Id);
        });
        if (organizations.Find(o => o.Status == "moving") is { } moving)
        {
            throw Error.Unavailable($"The organization {moving.Slug} is being moved. Try again shortly.", retryAfterSeconds: 5);
        }

        // One that is suspended lets nobody in; its text stays as it is (docs/decisions/accounts.md).
        foreach (var organization in organizations.Where(o => o.Status == "active"))
        {
            await grains.GetGrain<IErasing>(organization.Id).Erase(person.Id, person.Name, correlationId);
        }

        var revocation = await central.Transact(session => session.Erase(person, correlationId, time.Now()));
        await revocation.Announce(grains);
        foreach (var organization in organizations.Where(o => o.Status != "deleting"))
        {
            await grains.Access(organization.Id).MembershipCommitted(person.Id);
        }
    }
}
