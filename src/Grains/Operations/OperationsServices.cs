using BraidMgr.Backups;
using BraidMgr.Grains.Accounts.Tokens;
using BraidMgr.Grains.Operations.Backups;
using BraidMgr.Grains.Operations.Indexes;
using BraidMgr.Grains.Operations.Migrations;
using BraidMgr.Grains.Operations.Moves;
using BraidMgr.Grains.Operations.Operators;
using BraidMgr.Grains.Operations.Organizations;
using BraidMgr.Grains.Operations.Runs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace BraidMgr.Grains.Operations;

/// <summary>What serves operators.</summary>
internal static class OperationsServices
{
    /// <summary>Adds operators' accounts and the runs; kinds of runs are added beside what they work on.</summary>
    public static IServiceCollection AddOperations(this IServiceCollection services) => services
        .AddSingleton<OperatorKeyRing>()
        .AddSingleton<OperatorTokenIssuer>()
        .AddSingleton<ServerSchemas>()
        .AddSingleton<IRunKind, MigrateOrgsRun>()
        .AddSingleton<BackupStore>()
        .AddSingleton<BackedUpFiles>()
        .AddSingleton(p => new BackupKeys(p.GetRequiredService<IOptions<BackupOptions>>().Value, p.GetRequiredService<IOptions<KeyOptions>>().Value.ReadMaster()))
        .AddSingleton(p => new DatabaseBackups(
            p.GetRequiredService<BackupStore>(), p.GetRequiredService<BackedUpFiles>(), p.GetRequiredService<BackupKeys>(), p.GetRequiredService<IOptions<BackupOptions>>().Value))
        .AddSingleton<OrganizationBackups>()
        .AddSingleton<OrganizationHold>()
        .AddSingleton<LeftDatabases>()
        .AddSingleton<OrganizationSwap>()
        .AddSingleton<IRunKind, BackupRun>()
        .AddSingleton<IRunKind, RehearseRun>()
        .AddSingleton<IRunKind, RestoreRun>()
        .AddSingleton<OrganizationMove>()
        .AddSingleton<IRunKind, MoveRun>()
        .AddSingleton<IRunKind, DrainRun>()
        .AddSingleton<RemovalStatement>()
        .AddSingleton<IRunKind, DeleteRun>()
        .AddSingleton<IRunKind, RenameRun>()
        .AddSingleton<BackupSchedule>()
        .AddHostedService(p => p.GetRequiredService<BackupSchedule>())
        .AddSingleton<IRunKind, OrgIndexRun>()
        .AddHostedService<RunWaker>();
}
