using System.Text.Json.Nodes;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Accounts;
using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Accounts.Passwords;
using BraidMgr.Grains.Accounts.Sessions;
using BraidMgr.Grains.Accounts.Tokens;
using BraidMgr.Grains.Central;
using BraidMgr.Grains.Provisioning;
using Microsoft.Extensions.Options;

namespace BraidMgr.Grains.Accounts.Registering;

/// <summary>Registers people: into an organization of their own, or into the one that invited them.</summary>
public sealed class RegistrationService(
    CentralDatabase central, PasswordService passwords, SessionService sessions, OrganizationProvisioner provisioner, InvitationService invitations,
    VerificationService verifications, KeyProtector protector, IOptions<ProvisioningOptions> options, TimeProvider time)
{
    /// <summary>Registers a person under a normalized address.</summary>
    internal async Task<SignedIn> Register(string email, Registration registration, ClientInfo client, IdempotencyKey? idempotency)
    {
        var input = RegistrationInput.Read(email, registration);
        var key = idempotency is null ? null : Sealed(email, idempotency);
        if (await Answered(key) is { } before)
        {
            return await SignInAgain(before, input, client);
        }

        await RequireFree(email);
        await RequireBelowCap();
        var now = time.Now();
        var person = new Person(
            Guid.CreateVersion7(), email, await passwords.Hash(input.Password), input.Name, null, false, DateTimeOffset.UnixEpoch, now.UtcDateTime);
        var token = sessions.NextToken(now);
        var newcomer = new Newcomer(person, token, client.CorrelationId, key);
        var membership = await Settle(newcomer, input);
        verifications.Send(person, newcomer.VerificationToken);
        return await sessions.Answer(person, membership, token, now);
    }

    private async Task<Membership> Settle(Newcomer newcomer, RegistrationInput input)
    {
        try
        {
            return input.InvitationToken is { } invitation
                ? await invitations.Register(newcomer, invitation)
                : await provisioner.Create(input.Plan(newcomer), (session, organization) => newcomer.WriteTo(session, organization.Id, time.Now()));
        }
        catch (BraidException error) when (error.InnerException is Npgsql.PostgresException { ConstraintName: "users_email_key" })
        {
            throw Taken(newcomer.Person.Email);
        }
    }

    /// <summary>The body holds a password: its plain hash in the database could be guessed at.</summary>
    private CentralIdempotency Sealed(string email, IdempotencyKey key) =>
        new(EmailRules.DeterministicId(email), key with { BodySha256 = protector.Fingerprint(key.BodySha256) });

    private async Task<JsonNode?> Answered(CentralIdempotency? key) =>
        key is null ? null : await central.Run(session => key.Answered(session, time.Now()));

    /// <summary>Tokens are not stored: the same request again gets a new session of the person that it registered.</summary>
    private async Task<SignedIn> SignInAgain(JsonNode before, RegistrationInput input, ClientInfo client)
    {
        var person = await central.Run(session => session.FindPerson(before["user_id"]!.GetValue<Guid>()));
        if (person is null || !await passwords.Verify(person.PasswordHash, input.Password))
        {
            throw Error.Conflict("The account has changed since it was registered. Sign in instead.");
        }

        var organizationId = before["organization_id"]!.GetValue<Guid>();
        var memberships = await central.Run(session => session.Memberships(person.Id));
        return await sessions.Begin(person, memberships.Find(m => m.OrganizationId == organizationId), "login", client.CorrelationId);
    }

    private async Task RequireFree(string email)
    {
        if (await central.Run(session => session.FindPerson(email)) is not null)
        {
            throw Taken(email);
        }
    }

    private async Task RequireBelowCap()
    {
        var cap = options.Value.MaxRegistrationsPerHour;
        if (await central.Run(session => session.CountRegisteredSince(time.Now() - TimeSpan.FromHours(1))) >= cap)
        {
            throw Error.Busy($"There were {cap} registrations in the last hour (Provisioning:MaxRegistrationsPerHour). Try again later.", 600);
        }
    }

    private static BraidException Taken(string email) => new(ErrorKind.Conflict, $"There is an account with the address {email} already.")
    {
        Details = new() { ["email"] = ["is taken"] },
    };
}
