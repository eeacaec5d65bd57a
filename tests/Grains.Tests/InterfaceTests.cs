using System.Reflection;
using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Orgs;
using Orleans.CodeGeneration;

namespace BraidMgr.Grains.Tests;

/// <summary>What makes silos of two versions work in one cluster (docs/operations.md, Upgrade).</summary>
public sealed class InterfaceTests
{
    public static TheoryData<Type> Interfaces =>
        [.. typeof(IProjectGrain).Assembly.GetTypes().Concat(typeof(IOrgGrain).Assembly.GetTypes())
            .Where(t => t.IsInterface && t.IsAssignableTo(typeof(IGrain)))];

    [Theory]
    [MemberData(nameof(Interfaces))]
    public void Every_grain_interface_has_a_version_and_a_name_that_outlives_renames(Type type)
    {
        type.GetCustomAttribute<VersionAttribute>().ShouldNotBeNull().Version.ShouldBeGreaterThan((ushort)0);
        type.GetCustomAttributes<AliasAttribute>().ShouldHaveSingleItem();
    }
}
