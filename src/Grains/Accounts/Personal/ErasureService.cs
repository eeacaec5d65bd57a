using BraidMgr.Contracts;
using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Access;
using BraidMgr.Grains.Accounts.Sessions;
using BraidMgr.Grains.Central;
using BraidMgr.Grains.Orgs;

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

        var concerned = organizations.Where(o => o.Status != "deleting").Select(o => grains.Access(o.Id)).ToList();
        try
        {
            await Revocation.Commit(central, grains, async session => await session.Erase(person, correlationId, time.Now()));
        }
        catch (OutcomeUnknownException)
        {
            await Task.WhenAll(concerned.Select(access => access.Reload()));
            throw;
        }

        foreach (var access in concerned)
        {
            await access.MembershipCommitted(person.Id);
        }
    }
}
