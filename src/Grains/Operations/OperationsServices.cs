using BraidMgr.Grains.Operations.Indexes;
using BraidMgr.Grains.Operations.Migrations;
using BraidMgr.Grains.Operations.Operators;
using BraidMgr.Grains.Operations.Runs;
using Microsoft.Extensions.DependencyInjection;

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
        .AddSingleton<IRunKind, OrgIndexRun>()
        .AddHostedService<RunWaker>();
}
