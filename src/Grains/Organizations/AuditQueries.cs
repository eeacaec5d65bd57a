using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Central;
using BraidMgr.Grains.Orgs.Statements;
using BraidMgr.Grains.Projects.Statements;
using Npgsql;

namespace BraidMgr.Grains.Organizations;

/// <summary>The filters of a page of an organization's audit log, which both audit logs take alike.</summary>
internal static class AuditFilter
{
    /// <summary>Days, kind of thing and text: <c>$1</c> to <c>$3</c>, of the alias <c>a</c>.</summary>
    public const string Matches = """
        a.created_at >= now() - make_interval(days => $1)
           AND ($2::text IS NULL OR a.entity_type = $2)
           AND ($3::text IS NULL OR a.action ILIKE $3 OR a.before_state::text ILIKE $3 OR a.after_state::text ILIKE $3)
        """;

    /// <summary>How many rows (<c>$4</c>) behind which place (<c>$5</c>, <c>$6</c>).</summary>
    public const string Page = """
        ($5::timestamptz IS NULL OR (a.created_at, a.id) < ($5, $6::uuid))
         ORDER BY a.created_at DESC, a.id DESC LIMIT $4
        """;

    /// <summary>Holds always: the statement that counts takes the page's parameters too.</summary>
    public const string NoPage = "num_nonnulls($4::int, $5::timestamptz, $6::uuid) > 0";

    /// <summary>Binds <c>$1</c> to <c>$6</c>.</summary>
    public static NpgsqlParameter[] Parameters(ActivityQuery query) =>
    [
        new NpgsqlParameter<int> { TypedValue = query.Days },
        new NpgsqlParameter<string?> { TypedValue = query.EntityType },
        new NpgsqlParameter<string?> { TypedValue = AuditSql.LikePattern(query.Search) },
        new NpgsqlParameter<int> { TypedValue = query.Offset + query.Limit },
        new NpgsqlParameter<DateTime?> { TypedValue = query.After?.CreatedAt },
        new NpgsqlParameter<Guid?> { TypedValue = query.After?.Id },
    ];
}

/// <summary>
/// The rows of an organization's own audit log down to a page's end, newest first, and how many match in all. What is said of chat is for
/// the members of each session, who need not be those who see the audit log.
/// </summary>
[GenerateSerializer, Immutable, Alias("braid.find-organization-audit")]
internal sealed record FindOrganizationAudit(ActivityQuery Filter) : Query<ActivityRows>
{
    private const string Where = $"a.entity_type NOT IN ('chat_session', 'chat_member') AND {AuditFilter.Matches}";

    private static readonly string[] Statements =
    [
        $"SELECT {AuditSql.Columns} FROM audit_log a WHERE {Where} AND {AuditFilter.Page}",
        $"SELECT count(*)::int FROM audit_log a WHERE {Where} AND {AuditFilter.NoPage}",
    ];

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Sql => Statements;

    /// <inheritdoc/>
    internal override void Bind(NpgsqlParameterCollection parameters) => parameters.AddRange(AuditFilter.Parameters(Filter));

    /// <inheritdoc/>
    internal override async Task<ActivityRows?> Read(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var entries = await reader.ReadAll(AuditSql.Read, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new(entries, reader.GetInt32(0));
    }
}

/// <summary>What central's audit log says of an organization: sign-ins, members, invitations, settings.</summary>
internal static class CentralAuditSql
{
    private const string Where = $"a.organization_id = $7 AND {AuditFilter.Matches}";

    private const string PageSql = $"SELECT {AuditSql.Columns} FROM audit_log a WHERE {Where} AND {AuditFilter.Page}";

    private const string CountSql = $"SELECT count(*)::int FROM audit_log a WHERE {Where} AND {AuditFilter.NoPage}";

    /// <summary>As <see cref="FindOrganizationAudit"/>, of the central log.</summary>
    public static async Task<ActivityRows> OrganizationAudit(this CentralSession central, Guid organizationId, ActivityQuery query) => new(
        await central.All(AuditSql.Read, PageSql, [.. AuditFilter.Parameters(query), Param.Id(organizationId)]),
        (await central.All(row => row.GetInt32(0), CountSql, [.. AuditFilter.Parameters(query), Param.Id(organizationId)]))[0]);
}
