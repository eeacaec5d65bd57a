using BraidMgr.Backups;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Files;
using BraidMgr.Contracts.Operations;
using BraidMgr.Grains.Central;
using BraidMgr.Grains.Operations.Backups;
using BraidMgr.Grains.Operations.Runs;
using BraidMgr.Grains.Orgs.Connections;
using BraidMgr.Grains.Provisioning;
using BraidMgr.Storage;
using Npgsql;

namespace BraidMgr.Grains.Operations.Organizations;

/// <summary>
/// Deletes an organization: it is suspended for the grace period, in which the run can be cancelled and the organization resumed; then
/// everything goes, and a signed statement says what. What died half way is gone on with: each step finds out what is left. From when it
/// is closed it cannot be cancelled; what another run left closed, the next goes on with at once.
/// </summary>
internal sealed class DeleteRun(
    IGrainFactory grains, CentralDatabase central, DatabaseServers servers, BackupStore backups, IObjectStore objects, LeftDatabases left, RemovalStatement statement,
    ToolConnections tools, TimeProvider time) : IRunKind
{
    /// <summary>The kind's name.</summary>
    public const string Name = "delete";

    private const string Grace = "grace period";
    private const string Close = "close it";
    private const string Drop = "drop the database";
    private const string Backups = "remove the backups";
    private const string Files = "remove the files";
    private const string Left = "drop what else there is of it";
    private const string Rows = "remove what central has";
    private const string Sign = "sign what was removed";

    // A note: it was closed by a run before this one.
    private const string Earlier = "earlier";

    private static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    public string Kind => Name;

    /// <inheritdoc/>
    public async Task Work(RunContext run, CancellationToken cancellationToken)
    {
        var order = run.Arguments(OperationsJson.Default.DeleteOrder);
        run.Expect([Grace, Close, Drop, Backups, Files, Left, Rows, Sign]);
        await Find(run, order, cancellationToken);
        var id = Guid.Parse(run.Recall("id")!);
        await Once(run, Grace, () => Wait(run, id, cancellationToken));
        await Once(run, Close, () => CloseNow(id, order.Slug, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
        await Once(run, Drop, () => DropDatabase(run, id, cancellationToken));
        await Once(run, Backups, () => RemoveBackups(run, id, cancellationToken));
        await Once(run, Files, () => RemoveFiles(run, id, cancellationToken));
        await Once(run, Left, () => DropLeft(run, id, cancellationToken));
        await Once(run, Rows, () => RemoveRows(run, id, cancellationToken));
        await grains.Tell(id);
        await Once(run, Sign, () => statement.Sign(run, id, order.Slug, Removed(run), cancellationToken));
        run.Say($"{order.Slug} is removed");
    }

    /// <inheritdoc/>
    public string? Irrevocable(RunContext run) => run.IsDone(Close) || run.Recall(Earlier) is not null
        ? "The organization is closed and being removed: that cannot be cancelled any more."
        : null;

    /// <summary>Leaves it suspended, unless something of it may be gone.</summary>
    public async Task Undo(RunContext run, CancellationToken cancellationToken)
    {
        if (run.Recall("id") is { } id && run.Recall(Earlier) is null && run.Step(Drop) is null or { State: RunState.Waiting })
        {
            await central.Transact(session => session.SetStatus(Guid.Parse(id), "deleting", "suspended", time.Now()), cancellationToken);
            await grains.Tell(Guid.Parse(id));
        }
    }

    private async Task Find(RunContext run, DeleteOrder order, CancellationToken cancellationToken)
    {
        if (run.Recall("due") is not null)
        {
            return;
        }

        var org = await central.Run(session => session.OrgToDelete(order.Slug), cancellationToken) ?? throw Error.NotFound("organization", order.Slug);
        await run.Remember("database", org.Database);
        await run.Remember("host", org.Host);
        await run.Remember("port", org.Port.ToString(System.Globalization.CultureInfo.InvariantCulture));
        await run.Remember("id", org.Id.ToString());
        if (org.Status == "deleting")
        {
            await run.Remember(Earlier, "yes");
        }

        await run.Remember("due", time.GetUtcNow().AddHours(org.Status == "deleting" ? 0 : order.GraceHours).ToString("O", System.Globalization.CultureInfo.InvariantCulture));
    }

    private static async Task Once(RunContext run, string step, Func<Task<string>> work)
    {
        if (!run.IsDone(step))
        {
            run.Begin(step, run.Step(step)?.Message);
            run.Done(step, await work());
            await run.Save();
        }
    }

    private async Task<string> Wait(RunContext run, Guid id, CancellationToken cancellationToken)
    {
        if (run.Recall(Earlier) is not null)
        {
            return "was over: a run before this one closed it";
        }

        var due = DateTimeOffset.Parse(run.Recall("due")!, System.Globalization.CultureInfo.InvariantCulture);
        if (run.Recall("suspended") is null)
        {
            // Once: a run that goes on after a restart must not undo that somebody resumed the organization.
            await central.Transact(session => session.SetStatus(id, "active", "suspended", time.Now()), cancellationToken);
            await run.Remember("suspended", "yes");
        }

        await grains.Tell(id);
        run.Begin(Grace, $"suspended; everything goes at {due:yyyy-MM-dd HH:mm}Z unless the run is cancelled");
        await run.Save();
        for (var left = due - time.GetUtcNow(); left > TimeSpan.Zero; left = due - time.GetUtcNow())
        {
            await Task.Delay(left < LookEvery ? left : LookEvery, time, cancellationToken);
        }

        return "is over";
    }

    // Who resumed the organization meanwhile did not want it deleted.
    private async Task<string> CloseNow(Guid id, string slug, CancellationToken cancellationToken)
    {
        if (await central.Transact(session => session.SetStatus(id, "suspended", "deleting", time.Now()), cancellationToken) == 0
            && await central.Transact(session => session.SetStatus(id, "deleting", "deleting", time.Now()), cancellationToken) == 0)
        {
            throw Error.Conflict($"Organization {slug} was resumed during the grace period; nothing was removed.");
        }

        await grains.Tell(id);
        return "nobody finds it any more";
    }

    private async Task<string> DropDatabase(RunContext run, Guid id, CancellationToken cancellationToken)
    {
        var (database, port) = (run.Recall("database")!, int.Parse(run.Recall("port")!, System.Globalization.CultureInfo.InvariantCulture));
        var server = servers.At(run.Recall("host")!, port);
        using var connection = await tools.Take(run.Recall("host")!, port, 1, cancellationToken);
        try
        {
            if (await server.ReadOrganizationIdAsync(database, cancellationToken) is { } other && other != id)
            {
                throw Error.Conflict($"Database {database} belongs to organization {other}; it stays, and nothing else is removed.");
            }
        }
        catch (PostgresException gone) when (gone.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            return database;
        }

        await server.DropDatabaseAsync(database, cancellationToken);
        return database;
    }

    private async Task<string> RemoveBackups(RunContext run, Guid id, CancellationToken cancellationToken)
    {
        var said = await Counted(run, "backups", async () => $"{await backups.Count(BackupStore.ScopeOf(id), cancellationToken)} backups");
        await backups.DeleteAll(BackupStore.ScopeOf(id), cancellationToken);
        return said;
    }

    private async Task<string> RemoveFiles(RunContext run, Guid id, CancellationToken cancellationToken)
    {
        string[] prefixes = [StorageKeys.PrefixOf(id), StorageKeys.LogoPrefixOf(id)];
        var said = await Counted(run, "files", async () =>
        {
            var count = 0;
            foreach (var prefix in prefixes)
            {
                await foreach (var _ in objects.List(prefix, cancellationToken))
                {
                    count++;
                }
            }

            return $"{count} files";
        });
        foreach (var prefix in prefixes)
        {
            await objects.DeleteAll(prefix, cancellationToken);
        }

        return said;
    }

    private async Task<string> DropLeft(RunContext run, Guid id, CancellationToken cancellationToken)
    {
        foreach (var (server, database) in await left.Of(id, cancellationToken))
        {
            // Before it goes: who goes on after a crash does not find it any more.
            var name = $"{database} on {server.Host}:{server.Port}";
            var said = run.Recall("left");
            await run.Remember("left", said is null || said.Split(", ").Contains(name) ? said ?? name : $"{said}, {name}");
            await servers.At(server.Host, server.Port).DropDatabaseAsync(database, cancellationToken);
        }

        return run.Recall("left") ?? "none";
    }

    // Before anything goes: a run that goes on after a crash finds less than there was.
    private static async Task<string> Counted(RunContext run, string what, Func<Task<string>> count)
    {
        if (run.Recall(what) is null)
        {
            await run.Remember(what, await count());
        }

        return run.Recall(what)!;
    }

    private async Task<string> RemoveRows(RunContext run, Guid id, CancellationToken cancellationToken)
    {
        var said = await Counted(run, "rows", () => central.Maintain(async session => await session.CountOf(id) ?? "its row", cancellationToken));
        return await central.Maintain(
            async session =>
            {
                await session.DeleteOrganization(id);
                await new AuditEvent("delete", "organization", id, run.Order.OperatorId, id, run.Order.CorrelationId).WriteTo(session, time.Now());
                return said;
            },
            cancellationToken);
    }

    private static Dictionary<string, string> Removed(RunContext run)
    {
        var removed = RemovedNow(run);
        if (run.Recall(Earlier) is not null)
        {
            removed["earlier"] = "a run before this one had begun; what that removed, its steps say";
        }

        return removed;
    }

    private static Dictionary<string, string> RemovedNow(RunContext run) => new()
    {
        ["database"] = run.Step(Drop)!.Message ?? "",
        ["backups"] = run.Step(Backups)!.Message ?? "",
        ["files"] = run.Step(Files)!.Message ?? "",
        ["left_databases"] = run.Step(Left)!.Message ?? "",
        ["central"] = run.Step(Rows)!.Message ?? "",
    };
}
