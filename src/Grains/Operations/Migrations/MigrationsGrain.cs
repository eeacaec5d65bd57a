using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Operations;
using BraidMgr.Grains.Central;
using BraidMgr.Grains.Operations.Runs;
using BraidMgr.Grains.Orgs.Connections;
using BraidMgr.Schema;
using Npgsql;
using Orleans.Concurrency;

namespace BraidMgr.Grains.Operations.Migrations;

/// <summary>Tells how the databases' schemas stand, by asking each of them.</summary>
[Reentrant]
internal sealed class MigrationsGrain(CentralDatabase central, CentralHealth health, ServerSchemas schemas, ToolConnections tools) : Grain, IMigrationsGrain
{
    private const int AtOnce = 8;
    private const int MaxConcurrency = 64;
    private const int DriftShown = 20;

    /// <inheritdoc/>
    public async Task<SchemaStatusList> Status()
    {
        var status = await health.Check();
        var targets = await central.Run(session => session.AllTargets());
        using var slots = new SemaphoreSlim(AtOnce);
        var all = await Task.WhenAll(targets.Select(target => Look(target, slots)));
        return new SchemaStatusList(
            status.Version, status.Required, SchemaVersion.Required(DatabaseKind.Org), all, targets.Count(t => t.Busy is null),
            all.Count(s => s.State is "current" or "newer"), await LookAtCentral());
    }

    /// <inheritdoc/>
    public async Task Check(MigrateOrgs order)
    {
        var errors = new ValidationErrors();
        if (order.Concurrency is < 1 or > MaxConcurrency)
        {
            errors.Add("concurrency", $"must be 1 to {MaxConcurrency}");
        }

        var known = (await central.Run(session => session.OrgTargets())).Select(t => t.Slug).ToHashSet();
        RequireKnown(errors, "staging", order.Staging is { } staging ? [staging] : [], known);
        RequireKnown(errors, "only", order.Only ?? [], known);
        RequireKnown(errors, "except", order.Except ?? [], known);
        errors.ThrowIfAny();
    }

    private static void RequireKnown(ValidationErrors errors, string field, IReadOnlyList<string> slugs, HashSet<string> known)
    {
        foreach (var slug in slugs.Where(slug => !known.Contains(slug)))
        {
            errors.Add(field, $"there is no organization {slug} whose database could be migrated");
        }
    }

    private async Task<SchemaStatus> Look(OrgTarget target, SemaphoreSlim slots)
    {
        await slots.WaitAsync();
        try
        {
            using var connection = await tools.Take(target.Host, target.Port, 1, CancellationToken.None);
            var state = await schemas.Of(target).LookAsync(target.Database, target.Id);
            return Of(target, target.Busy ?? NameOf(state, DatabaseKind.Org), state.Version, state.Pending, [.. state.Drift.Take(DriftShown)], state.LastError);
        }
        catch (Exception error) when (error is SchemaException or NpgsqlException or TimeoutException)
        {
            return Of(target, target.Busy ?? "unknown", 0, [], [], RunErrors.Plain(error));
        }
        finally
        {
            slots.Release();
        }
    }

    private async Task<SchemaStatus> LookAtCentral()
    {
        try
        {
            var state = await schemas.LookAtCentral();
            return Central(NameOf(state, DatabaseKind.Central), state.Version, state.Pending, [.. state.Drift.Take(DriftShown)], state.LastError);
        }
        catch (Exception error) when (error is SchemaException or NpgsqlException or TimeoutException)
        {
            return Central("unknown", 0, [], [], RunErrors.Plain(error));
        }

        SchemaStatus Central(string state, int version, IReadOnlyList<string> pending, IReadOnlyList<string> drift, string? lastError) =>
            new("(central)", "", schemas.CentralName, state, version, pending, drift, lastError);
    }

    private static string NameOf(OrgSchemaState state, DatabaseKind kind) =>
        state.Pending.Count > 0 ? "behind"
            : state.Drift.Count > 0 ? "drifted"
            : state.Version > SchemaVersion.Required(kind) ? "newer" : "current";

    private static SchemaStatus Of(
        OrgTarget target, string state, int version, IReadOnlyList<string> pending, IReadOnlyList<string> drift, string? error) =>
        new(target.Slug, target.Server, target.Database, state, version, pending, drift, error);
}
