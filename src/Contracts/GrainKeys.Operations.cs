using BraidMgr.Contracts.Accounts;
using BraidMgr.Contracts.Operations;

namespace BraidMgr.Contracts;

/// <summary>The keys of what serves operators: none of these belongs to an organization.</summary>
public static partial class GrainKeys
{
    /// <summary>The operator's account with one email address.</summary>
    public static IOperatorAccountGrain OperatorAccount(this IGrainFactory grains, string email) =>
        grains.GetGrain<IOperatorAccountGrain>(NormalizeEmail(email));

    /// <summary>One operator.</summary>
    public static IOperatorGrain Operator(this IGrainFactory grains, Guid operatorId) => grains.GetGrain<IOperatorGrain>(operatorId);

    /// <summary>The cluster's keys that sign operators' tokens.</summary>
    public static ISigningKeysGrain OperatorKeys(this IGrainFactory grains) => grains.GetGrain<ISigningKeysGrain>(1);

    /// <summary>All runs.</summary>
    public static IRunsGrain Runs(this IGrainFactory grains) => grains.GetGrain<IRunsGrain>(0);

    /// <summary>One run.</summary>
    public static IRunGrain Run(this IGrainFactory grains, Guid runId) => grains.GetGrain<IRunGrain>(runId);

    /// <summary>All organizations, for operators.</summary>
    public static IAdminOrganizationsGrain AdminOrganizations(this IGrainFactory grains) => grains.GetGrain<IAdminOrganizationsGrain>(0);

    /// <summary>All database servers.</summary>
    public static IServersGrain Servers(this IGrainFactory grains) => grains.GetGrain<IServersGrain>(0);

    /// <summary>The schemas of all databases.</summary>
    public static IMigrationsGrain Migrations(this IGrainFactory grains) => grains.GetGrain<IMigrationsGrain>(0);

    /// <summary>The backups.</summary>
    public static IBackupsGrain Backups(this IGrainFactory grains) => grains.GetGrain<IBackupsGrain>(0);

    /// <summary>Indexes of organizations' own, and what they use.</summary>
    public static IOrgTuningGrain OrgTuning(this IGrainFactory grains) => grains.GetGrain<IOrgTuningGrain>(0);
}
