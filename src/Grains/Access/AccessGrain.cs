using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Live;
using BraidMgr.Grains.Accounts.Registering;
using BraidMgr.Grains.Accounts.Tokens;
using BraidMgr.Grains.Central;
using BraidMgr.Grains.Cluster;
using BraidMgr.Grains.Live;
using BraidMgr.Grains.Orgs;
using Microsoft.Extensions.Options;

namespace BraidMgr.Grains.Access;

/// <summary>
/// Who may do what in one organization (architecture, rule 11). A change is committed, then enters memory, then is answered;
/// after an unknown outcome memory is read anew before the next answer.
/// </summary>
internal sealed partial class AccessGrain(
    CentralDatabase central,
    InvitationService invitations,
    Authorities authorities,
    ISiloStanding standing,
    IOptions<TokenOptions> tokens,
    TimeProvider time) : Grain, IAccessGrain
{
    private readonly Authority _authority = new(standing, tokens.Value.AccessLifetime, time);
    private readonly Watchers _watchers = new(time);
    private Task<AccessState>? _loading;
    private int _changes;

    // Another activation begins later, and so above all that this one can reach.
    private long _version = time.GetUtcNow().UtcTicks;

    private Guid OrganizationId => this.GetPrimaryKey();

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        authorities.Open(OrganizationId, _authority);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        authorities.Close(OrganizationId, _authority);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<AccessGrant> Authorize(Caller caller, Guid? projectId = null) =>
        _authority.Authorize(caller, projectId) is { } grant ? new(grant) : AuthorizeAfterLoading(caller, projectId);

    /// <inheritdoc/>
    public Task SessionRevoked(Guid sessionId)
    {
        _authority.Revoked.Add(sessionId, time.GetUtcNow());
        Changed();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task Reload()
    {
        _changes++;
        _authority.Distrust();
        Changed();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task SessionsRevoked(Guid userId, DateTimeOffset validFrom)
    {
        Apply(state =>
        {
            if (state.Find(userId) is { } member && member.ValidFrom < validFrom)
            {
                state.Set(member.From(validFrom));
            }
        });
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<Guid, PersonName>> People(IReadOnlyList<Guid> userIds)
    {
        var state = await State();
        var people = userIds.Distinct().Select(state.Find).OfType<MemberEntry>()
            .ToDictionary(m => m.Member.UserId, m => new PersonName(m.Member.Name, m.Member.Email));
        var former = userIds.Where(id => !people.ContainsKey(id)).Distinct().ToList();
        foreach (var (id, name) in former.Count == 0 ? [] : await central.Run(session => session.People(former)))
        {
            people[id] = name;
        }

        return people;
    }

    /// <inheritdoc/>
    public ValueTask<long> Version() => new(_version);

    /// <inheritdoc/>
    public ValueTask<long> Watch(ILiveObserver observer, Guid hostId)
    {
        _watchers.Renew(hostId, observer);
        return new(_version);
    }

    private async ValueTask<AccessGrant> AuthorizeAfterLoading(Caller caller, Guid? projectId)
    {
        var state = await State();
        return _authority.Revoked.Contains(caller.SessionId)
            ? throw Error.Unauthenticated("The session has ended. Sign in again.")
            : state.Authorize(caller, projectId, time.GetUtcNow());
    }

    /// <summary>What is in memory; read first where it is not. Requests that come meanwhile share one reading.</summary>
    private Task<AccessState> State() =>
        _authority.State is { } state ? Task.FromResult(state) : _loading ??= LoadOnce();

    private async Task<AccessState> LoadOnce()
    {
        try
        {
            return await Load();
        }
        finally
        {
            _loading = null;
        }
    }

    private async Task<AccessState> Load()
    {
        // Not before the task is in its field: an error without a wait would be kept there.
        await Task.Yield();
        while (true)
        {
            var changes = _changes;
            var state = await Read();
            if (changes == _changes)
            {
                _authority.Take(state);
                return state;
            }
        }
    }

    private async Task<AccessState> Read()
    {
        var since = time.Now() - _authority.Revoked.KeepFor;
        var (organization, members, revoked) = await central.Run(async session => (
            await session.Organization(OrganizationId), await session.Members(OrganizationId), await session.RevokedSince(OrganizationId, since)));
        if (organization is null)
        {
            DeactivateOnIdle();
            throw Error.NotFound("organization", OrganizationId);
        }

        revoked.ForEach(r => _authority.Revoked.Add(r.SessionId, r.At));
        var roles = organization.IsActive ? await GrainFactory.Org(OrganizationId).Query(new AllProjectRoles()) : null;
        return new(organization, members, roles?.Items ?? []);
    }

    /// <summary>Lets a committed change into memory. A reading that is under way begins again, as it may have missed the change.</summary>
    private void Apply(Action<AccessState> change)
    {
        _changes++;
        _authority.Apply(change);
        Changed();
    }

    private void Changed()
    {
        var (organizationId, version) = (OrganizationId, ++_version);
        _watchers.Tell(host => host.AccessChanged(organizationId, version));
    }

    /// <summary>Commits a change and lets it into memory; when its outcome is unknown, memory is read anew.</summary>
    private async Task<T> Commit<T>(Func<Task<T>> commit, Action<AccessState, T> apply)
    {
        try
        {
            var result = await commit();
            Apply(state => apply(state, result));
            return result;
        }
        catch (Exception error) when (error is OutcomeUnknownException or not BraidException)
        {
            _changes++;
            _authority.Distrust();
            Changed();
            throw;
        }
    }
}
