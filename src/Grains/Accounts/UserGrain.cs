using System.Runtime.CompilerServices;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Accounts;
using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Accounts.Passwords;
using BraidMgr.Grains.Accounts.Personal;
using BraidMgr.Grains.Accounts.Registering;
using BraidMgr.Grains.Accounts.Sessions;
using BraidMgr.Grains.Central;

namespace BraidMgr.Grains.Accounts;

/// <summary>One person: profile, password, sessions and organizations. The profile is held in memory once it was asked for.</summary>
internal sealed class UserGrain(
    CentralDatabase central, PasswordService passwords, SessionService sessions, SessionCheck check, VerificationService verifications,
    NewOrganizationService organizations, InvitationService invitations, PersonalDataExport export, ErasureService erasures, TimeProvider time) : Grain, IUserGrain
{
    private readonly FailedSignIns _failures = new();
    private Person? _person;

    private Guid UserId => this.GetPrimaryKey();

    /// <inheritdoc/>
    public async Task<UserProfile> Me(Caller caller)
    {
        var standing = await check.Standing(Own(caller));
        _person ??= await central.Run(session => session.FindPerson(UserId)) ?? throw Error.Unauthenticated("The account was deleted.");
        return _person.Profile(standing.OrganizationId, standing.Role);
    }

    /// <inheritdoc/>
    public async Task<UserProfile> Update(Change change, ProfileChanges changes)
    {
        var standing = await check.Standing(Own(change.Caller));
        ProfileSql.Check(changes);
        var now = time.Now();
        _person = null;
        var person = await central.Transact(session => ProfileSql.Update(session, UserId, changes, change.CorrelationId, now));
        foreach (var organization in await central.Run(session => session.OrganizationsOf(UserId)))
        {
            await GrainFactory.Access(organization).MembershipCommitted(UserId);
        }

        _person = person;
        return person.Profile(standing.OrganizationId, standing.Role);
    }

    /// <inheritdoc/>
    public async Task<PersonalDataPiece> Export(Caller caller, PersonalDataPosition? from)
    {
        await check.Standing(Own(caller));
        return await export.Piece(UserId, from);
    }

    /// <inheritdoc/>
    public async Task Erase(Change change, Erasure erasure)
    {
        await check.Standing(Own(change.Caller));
        PasswordRules.Check(erasure);
        var person = await central.Run(session => session.FindPerson(UserId)) ?? throw Error.Unauthenticated("The account was deleted.");
        await RequireCurrent(person, erasure.CurrentPassword!);
        _person = null;
        await erasures.Erase(person, change.CorrelationId);
    }

    /// <inheritdoc/>
    public async Task ChangePassword(Change change, PasswordChange password)
    {
        await check.Standing(Own(change.Caller));
        PasswordRules.Check(password);
        var person = await central.Run(session => session.FindPerson(UserId)) ?? throw Error.Unauthenticated("The account was deleted.");
        await RequireCurrent(person, password.CurrentPassword!);
        var hash = await passwords.Hash(password.NewPassword!);
        await End(session => NewPassword.Set(session, UserId, hash, "password_change", change.CorrelationId, time.Now()));
    }

    /// <inheritdoc/>
    public async Task LogoutEverywhere(Change change)
    {
        await check.Standing(Own(change.Caller));
        await End(async session =>
        {
            var now = time.Now();
            await new AuditEvent("logout_everywhere", "user", UserId, UserId, null, change.CorrelationId).WriteTo(session, now);
            return await Revocation.EndAll(session, UserId, now);
        });
    }

    /// <inheritdoc/>
    public async Task Logout(Change change)
    {
        var sessionId = Own(change.Caller).SessionId;
        await End(session => Revocation.EndOne(session, sessionId, UserId, "logout", change.CorrelationId, time.Now()));
    }

    /// <inheritdoc/>
    public async Task VerifyEmail(string token, ClientInfo client)
    {
        _person = null;
        await verifications.Verify(UserId, token, client, time.Now());
    }

    /// <inheritdoc/>
    public async Task<SignedIn> SwitchOrganization(Change change, Guid organizationId)
    {
        await check.Standing(Own(change.Caller));
        var memberships = await central.Run(session => session.Memberships(UserId));
        var membership = memberships.Find(m => m.OrganizationId == organizationId) ?? throw Error.NotFoundIn("org_id", "organization");
        var person = await central.Run(session => session.FindPerson(UserId)) ?? throw Error.Unauthenticated("The account was deleted.");
        return await sessions.Begin(person, membership, "switch_org", change.CorrelationId);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<MyOrganization>> Organizations(Caller caller)
    {
        await check.Standing(Own(caller));
        return (await central.Run(session => session.Memberships(UserId))).ConvertAll(m => m.ToMine());
    }

    /// <inheritdoc/>
    public async Task<MyOrganization> CreateOrganization(Change change, NewOrganization organization)
    {
        await check.Standing(Own(change.Caller));
        return await organizations.Create(change, organization);
    }

    /// <inheritdoc/>
    public async Task<MyOrganization> AcceptInvitation(Change change, string token)
    {
        await check.Standing(Own(change.Caller));
        _person = null;
        return await invitations.Accept(UserId, token, change);
    }

    private Caller Own(Caller caller) =>
        caller.UserId == UserId ? caller : throw new BraidException(ErrorKind.Internal, "A request was sent to another person's grain.");

    private Task<Revocation?> End(Func<CentralSession, Task<Revocation>> end, [CallerMemberName] string name = "") =>
        Revocation.Commit(
            central,
            GrainFactory,
            async session =>
            {
                _ = await session.LockPerson(UserId) ?? throw Error.Unauthenticated("The account was deleted.");
                return await end(session);
            },
            name);

    /// <summary>A stolen access token must not help to guess the password: wrong ones are counted as on signing in.</summary>
    private async Task RequireCurrent(Person person, string password)
    {
        const string Anywhere = "";
        if (_failures.ClosedFor(Anywhere, time.Now()) is { } closed)
        {
            throw Error.Busy("Too many wrong passwords. Try again later.", (int)Math.Ceiling(closed.TotalSeconds));
        }

        if (!await passwords.Verify(person.PasswordHash, password))
        {
            _failures.Add(Anywhere, time.Now());
            DelayDeactivation(FailedSignIns.Window);
            throw Error.Invalid("current_password", "is wrong");
        }
    }
}
