using BraidMgr.Contracts.Accounts;
using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Accounts.Passwords;
using BraidMgr.Grains.Accounts.Sessions;
using BraidMgr.Grains.Central;
using BraidMgr.Grains.Mail;
using Microsoft.Extensions.Options;

namespace BraidMgr.Grains.Accounts;

/// <summary>Forgotten passwords: a mail with a token that is used once, within an hour.</summary>
public sealed class PasswordResetService(
    CentralDatabase central, PasswordService passwords, MailQueue mails, IOptions<MailOptions> options, IGrainFactory grains)
{
    private const string AddSql = """
        INSERT INTO password_resets (id, email, token_hash, expires_at, created_at) VALUES ($1, $2, $3, $4, $5)
        """;

    private const string UseSql = """
        UPDATE password_resets SET used_at = $3
        WHERE token_hash = $1 AND lower(email) = lower($2) AND used_at IS NULL AND expires_at > $3
        """;

    private const string UseOthersSql = "UPDATE password_resets SET used_at = $2 WHERE lower(email) = lower($1) AND used_at IS NULL";

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <summary>Sends a link when the account exists and has a password. Does the same but for the mail when it does not.</summary>
    internal async Task Send(string email, DateTimeOffset now)
    {
        var token = OpaqueToken.Create(EmailRules.DeterministicId(email));
        var person = await central.Transact(async session =>
        {
            await session.Execute(
                AddSql, Param.Id(Guid.CreateVersion7()), Param.Text(email), Param.Bytes(OpaqueToken.Hash(token)),
                Param.Time(now + Lifetime), Param.Time(now));
            return await session.FindPerson(email);
        });
        if (person?.PasswordHash is not null)
        {
            mails.Add(new(
                person.Email,
                "Your password",
                "Somebody asked to set a new password for your account. If that was you, open this link within an hour; if not, do nothing.",
                options.Value.Link("reset-password", ("email", person.Email), ("token", token))));
        }
    }

    /// <summary>Sets a new password and ends all sessions; false when the token is not good.</summary>
    internal async Task<bool> Reset(string email, PasswordReset reset, ClientInfo client, DateTimeOffset now)
    {
        var errors = new ValidationErrors();
        errors.Password("new_password", reset.NewPassword);
        errors.ThrowIfAny();
        if (!OpaqueToken.IsWellFormed(reset.Token))
        {
            return false;
        }

        var hash = await passwords.Hash(reset.NewPassword!);
        return await Revocation.Commit(central, grains, async session =>
        {
            var used = await session.Execute(UseSql, Param.Bytes(OpaqueToken.Hash(reset.Token!)), Param.Text(email), Param.Time(now));
            var found = await session.FindPerson(email);
            var person = used == 0 || found is null ? null : await session.LockPerson(found.Id);
            if (person is null)
            {
                return null;
            }

            await session.Execute(UseOthersSql, Param.Text(email), Param.Time(now));
            return await NewPassword.Set(session, person.Id, hash, "password_reset", client.CorrelationId, now);
        }) is not null;
    }
}
