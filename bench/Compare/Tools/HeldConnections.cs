using System.Globalization;
using BraidMgr.Compare.Systems;

namespace BraidMgr.Compare.Tools;

/// <summary>How many connections to the organizations' databases two hosts of a system hold while all organizations are written to.</summary>
internal sealed class HeldConnections(Plan plan)
{
    private const string CountSql = """
        SELECT count(*) FROM pg_stat_activity WHERE starts_with(datname, 'braidmgr_org_') OR starts_with(datname, 'peer_org_')
        """;

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    /// <summary>The name of the figure.</summary>
    public static string Most { get; } = string.Create(CultureInfo.InvariantCulture, $"connections held at most for {Plan.HeldOrganizations} organizations by 2 hosts");

    /// <summary>Measures a system: 32 connections of the load generator to each host.</summary>
    public async Task<IReadOnlyList<Extra>> MeasureAsync(HttpSystem system, CancellationToken cancellationToken)
    {
        await using var first = await system.StartAsync(cancellationToken);
        await using var second = await system.StartAsync(cancellationToken, another: true);
        var ids = await HttpSystem.IdsAsync(1, Plan.HeldOrganizations, cancellationToken);
        var errors = 0L;
        var load = Task.WhenAll(new[] { first, second }.Select(LoadAsync));
        var most = 0;
        while (await Task.WhenAny(load, Task.Delay(LookEvery, cancellationToken)) != load)
        {
            most = Math.Max(most, int.Parse(await Shell.PsqlAsync("postgres", ["-c", CountSql], cancellationToken), CultureInfo.InvariantCulture));
        }

        await load;
        return
        [
            new Extra("connections", system.Name, Most, most, "connections"),
            new Extra("connections", system.Name, "requests that failed meanwhile", errors, "requests"),
        ];

        async Task LoadAsync(ServerProcess server)
        {
            var target = await system.SignInAsync(server.BaseUrl, Plan.HeldOrganizations, cancellationToken);
            var figures = await Wrk.RunAsync("create", target, ids, Plan.Connections[0], plan.CellLength, TimeSpan.Zero, cancellationToken);
            Interlocked.Add(ref errors, figures.Errors);
        }
    }
}
