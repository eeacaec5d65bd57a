using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Accounts;
using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Accounts.Passwords;
using BraidMgr.Grains.Accounts.Registering;
using BraidMgr.Grains.Accounts.Sessions;
using BraidMgr.Grains.Central;

namespace BraidMgr.Grains.Accounts;

/// <summary>
/// The account of one email address, whether it exists or not: the two look alike from outside. Requests about one address run
/// one after the other, so that failures are counted exactly.
/// </summary>
internal sealed class AccountGrain(
    CentralDatabase central, PasswordService passwords, SessionService sessions, RegistrationService registrations,
    PasswordResetService resets, TimeProvider time) : Grain, IAccountGrain
{
    private readonly FailedSignIns _failures = new();
    private readonly MailAllowance _mails = new();

    private string Email => this.GetPrimaryKeyString();

    /// <inheritdoc/>
    public Task<SignedIn> Register(Registration registration, ClientInfo client, IdempotencyKey? idempotency) =>
        registrations.Register(Email, registration, client, idempotency);

    /// <inheritdoc/>
    public async Task<SignedIn> Login(Credentials credentials, ClientInfo client)
    {
        RequireComplete(credentials);
        RequireOpen(client);
        var person = await central.Run(session => session.FindPerson(Email));
        if (!await passwords.Verify(person?.PasswordHash, credentials.Password!))
        {
            throw await Failed(person, client);
        }

        _failures.Clear(client.Network);
        return await sessions.Begin(person!, await Destination(person!, credentials.OrgSlug), "login", client.CorrelationId);
    }

    /// <inheritdoc/>
    public async Task ForgotPassword(ClientInfo client)
    {
        if (_mails.Take(time.Now()))
        {
            DelayDeactivation(MailAllowance.Window);
            await resets.Send(Email, time.Now());
        }
    }

    /// <inheritdoc/>
    public async Task ResetPassword(PasswordReset reset, ClientInfo client)
    {
        RequireOpen(client);
        if (!await resets.Reset(Email, reset, client, time.Now()))
        {
            Count(client);
            throw Error.Invalid("token", "is not valid, was used, or has expired");
        }

        _failures.Clear(client.Network);
    }

    private static void RequireComplete(Credentials credentials)
    {
        var errors = new ValidationErrors();
        errors.Email("email", credentials.Email);
        if (string.IsNullOrEmpty(credentials.Password))
        {
            errors.Add("password", "is required");
        }

        errors.Text("password", credentials.Password, PasswordRules.MaxLength);
        errors.Text("org_slug", credentials.OrgSlug, 40);
        errors.ThrowIfAny();
    }

    private void RequireOpen(ClientInfo client)
    {
        if (_failures.ClosedFor(client.Network, time.Now()) is { } closed)
        {
            var seconds = (int)Math.Ceiling(closed.TotalSeconds);
            throw Error.Busy($"Too many failed attempts to sign in to this account from your network. Try again in {seconds} s.", seconds);
        }
    }

    private async Task<BraidException> Failed(Person? person, ClientInfo client)
    {
        Count(client);
        await central.Transact(session => FailedSignInSql.Log(session, person?.Id, client.CorrelationId, time.Now()));
        return Error.Unauthenticated("The email address or the password is wrong.");
    }

    private void Count(ClientInfo client)
    {
        _failures.Add(client.Network, time.Now());
        DelayDeactivation(FailedSignIns.Window);
    }

    private async Task<Membership?> Destination(Person person, string? slug)
    {
        if (string.IsNullOrEmpty(slug))
        {
            return await central.Run(session => session.PreferredMembership(person.Id));
        }

        var memberships = await central.Run(session => session.Memberships(person.Id));
        return memberships.Find(m => m.Slug == slug) ?? throw Error.NotFound("organization", slug);
    }
}
