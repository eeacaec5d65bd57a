using System.Net.Sockets;
using System.Text.Json.Nodes;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Accounts;
using BraidMgr.Grains.Central;
using BraidMgr.Schema;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace BraidMgr.Grains.Provisioning;

/// <summary>
/// Creates organizations: reserves the row, takes the spare database into which the organization's id is stamped, or creates one from the
/// template and stamps it, and commits the rest in one central transaction. That is the commit point: what dies before it is removed, row
/// and database.
/// </summary>
public sealed partial class OrganizationProvisioner(
    CentralDatabase central, DatabaseServers servers, AbandonedOrganizations abandoned, SpareKeeper spares, IOptions<ProvisioningOptions> options,
    TimeProvider time, ILogger<OrganizationProvisioner> logger)
{
    /// <summary>
    /// Creates an organization. CONFLICT when the slug is taken; UNAVAILABLE when a server cannot be reached or all of it takes
    /// too long, and then there is no organization (or, when even that cannot be known, there may be one).
    /// </summary>
    /// <param name="plan">What is to be created.</param>
    /// <param name="alongside">Runs first in the transaction of the commit point, and commits or goes with it.</param>
    internal async Task<Membership> Create(OrganizationPlan plan, Func<CentralSession, ReservedOrganization, Task> alongside)
    {
        using var limit = new CancellationTokenSource(options.Value.Timeout, time);
        ReservedOrganization? reserved = null;
        try
        {
            reserved = await Reserve(plan, limit.Token);
            reserved = await CreateDatabase(reserved, limit.Token);
            await Commit(plan, reserved, alongside, limit.Token);
            return new(reserved.Id, OrgRole.Owner, reserved.Name, reserved.Slug, "active", reserved.CreatedAt);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            await (reserved is null ? Task.CompletedTask : GiveUp(reserved, error));
            throw AsError(error);
        }
        finally
        {
            // Not before: the copying would take the cores and the disk that somebody waits for here.
            if (reserved is not null)
            {
                spares.Taken();
            }
        }
    }

    private async Task<ReservedOrganization> Reserve(OrganizationPlan plan, CancellationToken cancellationToken)
    {
        var offered = spares.Offer();
        foreach (var slug in plan.Slugs)
        {
            if (await Reserve(plan, slug, offered, cancellationToken) is { } reserved)
            {
                return reserved with { HasSpare = offered.Any(spare => spare.Id == reserved.Id) };
            }
        }

        await RequireServer(plan, cancellationToken);
        throw new BraidException(ErrorKind.Conflict, $"The slug {plan.Slugs.First()} is taken.")
        {
            Details = new() { ["slug"] = ["is taken"] },
        };
    }

    private async Task<ReservedOrganization?> Reserve(
        OrganizationPlan plan, string slug, IReadOnlyList<Spare> offered, CancellationToken cancellationToken)
    {
        var reserved = await central.Transact(session => Reserve(session, plan, slug, offered), cancellationToken);
        // No row: the slug is taken, or another host takes the spare in this moment.
        return reserved is null && offered.Count > 0
            ? await central.Transact(session => Reserve(session, plan, slug, []), cancellationToken)
            : reserved;
    }

    private async Task<ReservedOrganization?> Reserve(CentralSession session, OrganizationPlan plan, string slug, IReadOnlyList<Spare> offered)
    {
        var now = time.Now();
        var reserved = await session.Reserve(Guid.CreateVersion7(), plan.Name, slug, now, RegionOf(plan), offered);
        if (reserved is not null && plan.Idempotency is { } key)
        {
            await key.Reserve(session, reserved.Id, now);
        }

        return reserved;
    }

    private string? RegionOf(OrganizationPlan plan) => plan.Region ?? (options.Value.Region.Length > 0 ? options.Value.Region : null);

    private async Task RequireServer(OrganizationPlan plan, CancellationToken cancellationToken)
    {
        var regions = await central.Run(session => session.AcceptingRegions(), cancellationToken);
        var wanted = RegionOf(plan);
        if (regions.Count > 0 && (wanted is null || regions.Contains(wanted)))
        {
            return;
        }

        var reason = $"No database server {(wanted is null ? "" : $"of region {wanted} ")}accepts new organizations and has room";
        throw plan.Region is null
            ? Error.Unavailable($"{reason}; add one (braidmgr server add), or open one (braidmgr server open).", retryAfterSeconds: 60)
            : Error.Invalid("region", $"{reason}; those with room: {(regions.Count == 0 ? "none" : string.Join(", ", regions))}");
    }

    private async Task<ReservedOrganization> CreateDatabase(ReservedOrganization reserved, CancellationToken cancellationToken)
    {
        var server = servers.At(reserved.Host, reserved.Port);
        try
        {
            await MakeDatabase(server, reserved, cancellationToken);
        }
        catch (PostgresException taken) when (taken.SqlState == PostgresErrorCodes.DuplicateDatabase)
        {
            // Somebody's leftover, or somebody's data: it is not ours to touch.
            reserved = reserved with { DatabaseName = DatabaseNames.Another(reserved.Slug) };
            await central.Run(session => session.RenameDatabase(reserved, reserved.DatabaseName), cancellationToken);
            await MakeDatabase(server, reserved, cancellationToken);
        }

        return reserved;
    }

    private static async Task MakeDatabase(DatabaseServer server, ReservedOrganization reserved, CancellationToken cancellationToken)
    {
        // A spare may be gone: another host dropped it, or took it for an organization that was given up.
        if (!reserved.HasSpare || !await server.Spares.TakeAsync(reserved.Id, reserved.DatabaseName, cancellationToken))
        {
            await server.CreateDatabaseAsync(reserved.DatabaseName, cancellationToken);
            await server.StampOrganizationAsync(reserved.DatabaseName, reserved.Id, cancellationToken);
        }
    }

    private Task<bool> Commit(
        OrganizationPlan plan, ReservedOrganization reserved, Func<CentralSession, ReservedOrganization, Task> alongside,
        CancellationToken cancellationToken) =>
        central.Transact(
            async session =>
            {
                var now = time.Now();
                await alongside(session, reserved);
                if (await session.Activate(reserved, plan.OwnerId, now) == 0)
                {
                    throw Error.Unavailable("Creating the organization took too long and was given up. Try again.");
                }

                await session.AddMembership(plan.OwnerId, reserved.Id, OrgRole.Owner, now);
                await Created(plan, reserved).WriteTo(session, now);
                var ids = new JsonObject { ["user_id"] = plan.OwnerId, ["organization_id"] = reserved.Id };
                await (plan.Idempotency?.Complete(session, 201, ids) ?? Task.CompletedTask);
                return true;
            },
            cancellationToken);

    private static AuditEvent Created(OrganizationPlan plan, ReservedOrganization reserved) =>
        new("create", "organization", reserved.Id, plan.OwnerId, reserved.Id, plan.CorrelationId)
        {
            After = new() { ["name"] = reserved.Name, ["slug"] = reserved.Slug, ["owner"] = plan.OwnerId },
        };

    private async Task GiveUp(ReservedOrganization reserved, Exception cause)
    {
        LogGivenUp(cause, reserved.Id, reserved.Slug);
        try
        {
            await abandoned.GiveUp(reserved);
        }
        catch (Exception error) when (error is BraidException or NpgsqlException or SchemaException)
        {
            LogLeft(error, reserved.Id, reserved.Slug);
        }
    }

    private static Exception AsError(Exception error) => error switch
    {
        BraidException => error,
        OperationCanceledException or TimeoutException or IOException or SocketException or NpgsqlException => Error.Unavailable(
            "The organization could not be created now. Try again shortly.", inner: Orgs.SqlStates.Translate(error)),
        _ => new BraidException(ErrorKind.Internal, "The organization could not be created.", error),
    };

    [LoggerMessage(LogLevel.Warning, "Organization {OrganizationId} ({Slug}) could not be created and is given up")]
    private partial void LogGivenUp(Exception error, Guid organizationId, string slug);

    [LoggerMessage(LogLevel.Warning, "What was made of organization {OrganizationId} ({Slug}) is left to the sweeper")]
    private partial void LogLeft(Exception error, Guid organizationId, string slug);
}
