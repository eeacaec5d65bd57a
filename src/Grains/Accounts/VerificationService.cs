using BraidMgr.Contracts.Accounts;
using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Central;
using BraidMgr.Grains.Mail;
using Microsoft.Extensions.Options;

namespace BraidMgr.Grains.Accounts;

/// <summary>Whether an address is the person's: a mail with a token that is used once, within seven days.</summary>
public sealed class VerificationService(CentralDatabase central, MailQueue mails, IOptions<MailOptions> options)
{
    private const string AddSql = """
        INSERT INTO email_verifications (id, email, token_hash, expires_at, created_at) VALUES ($1, $2, $3, $4, $5)
        """;

    private const string UseSql = """
        WITH used AS (
            UPDATE email_verifications SET used_at = $3
            WHERE token_hash = $2 AND used_at IS NULL AND expires_at > $3
            RETURNING email)
        UPDATE users u SET email_verified = true, updated_at = $3
        FROM used
        WHERE u.id = $1 AND lower(u.email) = lower(used.email) AND u.deleted_at IS NULL
        """;

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    /// <summary>Stores a new person's token, in the transaction that stores the person.</summary>
    internal static Task Store(CentralSession session, Person person, string token, DateTimeOffset now) => session.Execute(
        AddSql, Param.Id(Guid.CreateVersion7()), Param.Text(person.Email), Param.Bytes(OpaqueToken.Hash(token)),
        Param.Time(now + Lifetime), Param.Time(now));

    /// <summary>Sends the link to a person whose token is stored.</summary>
    internal void Send(Person person, string token) => mails.Add(new(
        person.Email, "Your address", "Open this link to confirm that this address is yours.", options.Value.Link("verify-email", ("token", token))));

    /// <summary>Confirms the address of a person; VALIDATION_ERROR for a token that is not good.</summary>
    internal Task<bool> Verify(Guid userId, string token, ClientInfo client, DateTimeOffset now) => central.Transact(async session =>
    {
        if (await session.Execute(UseSql, Param.Id(userId), Param.Bytes(OpaqueToken.Hash(token)), Param.Time(now)) == 0)
        {
            throw Error.Invalid("token", "is not valid, was used, or has expired");
        }

        await new AuditEvent("verify_email", "user", userId, userId, null, client.CorrelationId).WriteTo(session, now);
        return true;
    });
}
