using BraidMgr.Contracts;
using BraidMgr.Grains.Central;
using BraidMgr.Grains.Orgs;

namespace BraidMgr.Grains.Operations.Organizations;

/// <summary>Changes of an organization's status, and who has to hear of them.</summary>
internal static class StatusSql
{
    private const string SetSql = "UPDATE organizations SET status = $3, updated_at = $4 WHERE id = $1 AND status = $2 AND deleted_at IS NULL";

    /// <summary>Changes the status; 0 when it was not what it was thought to be.</summary>
    public static Task<int> SetStatus(this CentralSession central, Guid id, string before, string after, DateTimeOffset now) =>
        central.Execute(SetSql, Param.Id(id), Param.Text(before), Param.Text(after), Param.Time(now));

    /// <summary>Lets everything that was loaded of an organization be loaded anew.</summary>
    public static async Task Tell(this IGrainFactory grains, Guid organizationId)
    {
        await grains.Org(organizationId).Leave();
        await grains.Access(organizationId).Reload();
    }
}
