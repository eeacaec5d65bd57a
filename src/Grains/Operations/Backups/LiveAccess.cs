using BraidMgr.Schema;
using Npgsql;

namespace BraidMgr.Grains.Operations.Backups;

/// <summary>
/// Who may see what according to the database that a restore replaces. What a backup holds beyond it was taken away since, and does
/// not come back; memberships are in central, where no restore of an organization touches them.
/// </summary>
internal sealed record LiveAccess(Guid[] RoleUsers, Guid[] RoleProjects, string[] Roles, Guid[] ChatSessions, Guid[] ChatUsers)
{
    private const string ReadSql = """
        SELECT (SELECT array_agg(user_id ORDER BY id) FROM user_project_roles), (SELECT array_agg(project_id ORDER BY id) FROM user_project_roles),
               (SELECT array_agg(role::text ORDER BY id) FROM user_project_roles),
               (SELECT array_agg(session_id ORDER BY session_id, user_id) FROM chat_session_members),
               (SELECT array_agg(user_id ORDER BY session_id, user_id) FROM chat_session_members)
        """;

    private const string RemoveRolesSql = """
        DELETE FROM user_project_roles r
        WHERE NOT EXISTS (SELECT FROM unnest($1::uuid[], $2::uuid[]) AS l (user_id, project_id) WHERE (l.user_id, l.project_id) = (r.user_id, r.project_id))
        """;

    // Of two values of the type, the later allows less.
    private const string LowerRolesSql = """
        UPDATE user_project_roles r SET role = l.role::project_role
        FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS l (user_id, project_id, role)
        WHERE (l.user_id, l.project_id) = (r.user_id, r.project_id) AND l.role::project_role > r.role
        """;

    private const string RemoveChatSql = """
        DELETE FROM chat_session_members m
        WHERE NOT EXISTS (SELECT FROM unnest($1::uuid[], $2::uuid[]) AS l (session_id, user_id) WHERE (l.session_id, l.user_id) = (m.session_id, m.user_id))
        """;

    /// <summary>Nobody has anything: for what nobody can say any more.</summary>
    public static LiveAccess None { get; } = new([], [], [], [], []);

    /// <summary>Reads it.</summary>
    public static async Task<LiveAccess> Read(DatabaseServer server, string database, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(server.ConnectionString(database));
        await using var command = source.CreateCommand(ReadSql);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return new(Column<Guid>(row, 0), Column<Guid>(row, 1), Column<string>(row, 2), Column<Guid>(row, 3), Column<Guid>(row, 4));
    }

    /// <summary>Takes from a restored database whatever is not in here.</summary>
    public async Task Restrict(DatabaseServer server, string database, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(server.ConnectionString(database));
        await using var batch = source.CreateBatch();
        batch.BatchCommands.Add(Command(RemoveRolesSql, RoleUsers, RoleProjects));
        batch.BatchCommands.Add(Command(LowerRolesSql, RoleUsers, RoleProjects, Roles));
        batch.BatchCommands.Add(Command(RemoveChatSql, ChatSessions, ChatUsers));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static T[] Column<T>(NpgsqlDataReader row, int ordinal) => row.IsDBNull(ordinal) ? [] : row.GetFieldValue<T[]>(ordinal);

    private static NpgsqlBatchCommand Command(string sql, params ReadOnlySpan<object> values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }
}
