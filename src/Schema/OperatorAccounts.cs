namespace BraidMgr.Schema;

/// <summary>Makes and disables operators' accounts in the central database, with the owner's credentials; both leave an audit row.</summary>
public sealed class OperatorAccounts(string connectionString)
{
    private const string CreateSql = """
        with made as (
            insert into public.operators (id, email, password_hash) values ($1, $2, $3)
            on conflict (lower(email)) do update set password_hash = excluded.password_hash, disabled_at = null, updated_at = now()
                where $4
            returning id, email, xmax = 0 as created),
        audited as (
            insert into public.audit_log (id, action, entity_type, entity_id, after_state)
            select $5, case when created then 'operator_create' else 'operator_replace' end, 'operator', id, jsonb_build_object('email', email)
            from made)
        select count(*)::int from made
        """;

    private const string DisableSql = """
        with gone as (
            update public.operators set disabled_at = now(), updated_at = now() where lower(email) = lower($1) and disabled_at is null
            returning id, email),
        audited as (
            insert into public.audit_log (id, action, entity_type, entity_id, after_state)
            select $2, 'operator_disable', 'operator', id, jsonb_build_object('email', email) from gone)
        select count(*)::int from gone
        """;

    /// <summary>Makes an account.</summary>
    /// <param name="email">The address.</param>
    /// <param name="passwordHash">As ASP.NET Core Identity's hasher makes it.</param>
    /// <param name="replace">Where it is there already, give it this password and enable it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SchemaException">It is there already.</exception>
    public async Task CreateAsync(string email, string passwordHash, bool replace = false, CancellationToken cancellationToken = default)
    {
        await using var connection = await OwnerConnection.OpenAsync(connectionString, cancellationToken);
        var made = await connection.AskAsync<int>(
            CreateSql, cancellationToken, Guid.CreateVersion7(), email.Trim(), passwordHash, replace, Guid.CreateVersion7());
        if (made == 0)
        {
            throw new SchemaException($"there is an operator {email} already; --replace gives the account a new password");
        }
    }

    /// <summary>Disables an account, from its next call on.</summary>
    /// <exception cref="SchemaException">There is none, or it is disabled already.</exception>
    public async Task DisableAsync(string email, CancellationToken cancellationToken = default)
    {
        await using var connection = await OwnerConnection.OpenAsync(connectionString, cancellationToken);
        if (await connection.AskAsync<int>(DisableSql, cancellationToken, email.Trim(), Guid.CreateVersion7()) == 0)
        {
            throw new SchemaException($"there is no operator {email} who could be disabled");
        }
    }
}
