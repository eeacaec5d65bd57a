using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Accounts;
using BraidMgr.Grains.Central;
using BraidMgr.Grains.Orgs.Statements;
using Npgsql;

namespace BraidMgr.Grains.Accounts;

/// <summary>A row of <c>users</c>.</summary>
internal sealed record Person(
    Guid Id, string Email, string? PasswordHash, string Name, string? AvatarUrl, bool EmailVerified, DateTimeOffset SessionsValidFrom, DateTime CreatedAt)
{
    /// <summary>The person as the API shows it, signed in to an organization or to none.</summary>
    public UserProfile Profile(Guid? organizationId, OrgRole? role) =>
        new(Id, Email, Name, AvatarUrl, EmailVerified, organizationId, role, CreatedAt);
}

/// <summary>The statements of <c>users</c>.</summary>
internal static class PersonSql
{
    private const string Columns = "id, email, password_hash, name, avatar_url, email_verified, sessions_valid_from, created_at";

    private const string FindByEmailSql = $"SELECT {Columns} FROM users WHERE lower(email) = lower($1) AND deleted_at IS NULL";

    private const string FindSql = $"SELECT {Columns} FROM users WHERE id = $1 AND deleted_at IS NULL";

    // Everything that changes a person's sessions takes this lock first, so that a token cannot come into being while the
    // sessions are being ended.
    private const string LockSql = FindSql + " FOR NO KEY UPDATE";

    private const string InsertSql = """
        INSERT INTO users (id, email, password_hash, name, email_verified, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $6)
        """;

    public static Task<Person?> FindPerson(this CentralSession central, string email) =>
        central.One(Read, FindByEmailSql, Param.Text(email));

    public static Task<Person?> FindPerson(this CentralSession central, Guid id) => central.One(Read, FindSql, Param.Id(id));

    /// <summary>As <see cref="FindPerson(CentralSession, Guid)"/>, and until the transaction ends nobody else changes the person or the sessions.</summary>
    public static Task<Person?> LockPerson(this CentralSession central, Guid id) => central.One(Read, LockSql, Param.Id(id));

    /// <summary>Adds a person.</summary>
    /// <exception cref="PostgresException">23505 <c>users_email_key</c>: the address is taken.</exception>
    public static Task AddPerson(this CentralSession central, Person person) => central.Execute(
        InsertSql, Param.Id(person.Id), Param.Text(person.Email), Param.Text(person.PasswordHash), Param.Text(person.Name),
        Param.Flag(person.EmailVerified), Param.Time(person.CreatedAt));

    private static Person Read(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetString(1), row.Text(2), row.GetString(3), row.Text(4), row.GetBoolean(5),
        row.GetFieldValue<DateTimeOffset>(6), row.GetDateTime(7));
}
