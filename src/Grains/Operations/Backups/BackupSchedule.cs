using System.Text.Json;
using BraidMgr.Backups;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Operations;
using BraidMgr.Grains.Central;
using BraidMgr.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace BraidMgr.Grains.Operations.Backups;

/// <summary>
/// Orders backups of what is due: an organization, or the central database, whose newest backup, or that itself, is older than
/// Backup:EveryHours.
/// </summary>
internal sealed partial class BackupSchedule(
    IGrainFactory grains, CentralDatabase central, BackupStore store, IOptions<BackupOptions> options, TimeProvider time,
    ILogger<BackupSchedule> logger) : BackgroundService
{
    private const string Subject = "scheduled backups";
    private const int AtOnce = 100;

    private static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(1);

    // What cannot be backed up is not tried again with every look.
    private static readonly TimeSpan OrderAgainAfter = TimeSpan.FromHours(1);

    private readonly Dictionary<Guid, DateTimeOffset> _notBefore = [];
    private DateTimeOffset? _centralNotBefore;

    private TimeSpan Every => TimeSpan.FromHours(options.Value.EveryHours);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.EveryHours == 0)
        {
            return;
        }

        using var timer = new PeriodicTimer(LookEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await OrderDue(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
    }

    /// <summary>Looks once, and orders a run for what is due; one that is under way still is not ordered again.</summary>
    public async Task OrderDue(CancellationToken cancellationToken)
    {
        try
        {
            var due = await Due(cancellationToken);
            var centralToo = await CentralIsDue(cancellationToken);
            if (due.Count > 0 || centralToo)
            {
                var order = JsonSerializer.Serialize(new BackupOrder(due.ConvertAll(org => org.Slug), centralToo), OperationsJson.Default.BackupOrder);
                await grains.Runs().Start(new RunOrder(Guid.CreateVersion7(), BackupRun.Name, Subject, order, "schedule", null, "schedule"));
                due.ForEach(org => _notBefore[org.Id] = time.GetUtcNow() + OrderAgainAfter);
                _centralNotBefore = centralToo ? time.GetUtcNow() + OrderAgainAfter : _centralNotBefore;
            }
        }
        catch (BraidException busy) when (busy.Kind == ErrorKind.Conflict)
        {
            LogBusy();
        }
        catch (Exception error) when (error is BraidException or TimeoutException or OrleansException or ObjectStoreException)
        {
            LogFailed(error.Message);
        }
    }

    private async Task<List<OrgToBackUp>> Due(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var due = new List<OrgToBackUp>();
        foreach (var org in await central.Maintain(session => session.OrgsToBackUp(), cancellationToken))
        {
            if (due.Count < AtOnce && now >= _notBefore.GetValueOrDefault(org.Id, org.CreatedAt + Every) && await IsDue(org, now, cancellationToken))
            {
                due.Add(org);
            }
        }

        return due;
    }

    private async Task<bool> IsDue(OrgToBackUp org, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await NextOf(BackupStore.ScopeOf(org.Id), cancellationToken) is { } next && next > now)
        {
            _notBefore[org.Id] = next;
            return false;
        }

        return true;
    }

    private async Task<bool> CentralIsDue(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        _centralNotBefore ??= await central.Maintain(session => session.CentralMadeAt(), cancellationToken) + Every;
        if (now < _centralNotBefore)
        {
            return false;
        }

        if (await NextOf(BackupStore.Central, cancellationToken) is { } next && next > now)
        {
            _centralNotBefore = next;
            return false;
        }

        return true;
    }

    // When what was backed up is due again; null when it never was.
    private async Task<DateTimeOffset?> NextOf(string scope, CancellationToken cancellationToken) =>
        (await store.List(scope, cancellationToken)).FirstOrDefault()?.TakenAt + Every;

    [LoggerMessage(LogLevel.Information, "Scheduled backups are under way still")]
    private partial void LogBusy();

    [LoggerMessage(LogLevel.Warning, "Scheduled backups cannot be ordered now: {Reason}")]
    private partial void LogFailed(string reason);
}
