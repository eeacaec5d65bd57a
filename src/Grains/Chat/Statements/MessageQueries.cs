using BraidMgr.Contracts.Chat;
using BraidMgr.Grains.Orgs.Statements;
using Npgsql;

namespace BraidMgr.Grains.Chat.Statements;

/// <summary>
/// A page of a session's messages in order: the first ones after a number, or the last ones before one. It ends with the message that
/// brings it to <paramref name="MaxBytes"/> of content; lengths are read without the texts.
/// </summary>
[GenerateSerializer, Immutable, Alias("braid.find-chat-messages")]
internal sealed record FindMessages(Guid SessionId, long? AfterSeq, long BeforeSeq, int Limit, int MaxBytes = int.MaxValue) : Query<Rows<ChatMessage>>
{
    private static readonly string[] Forward =
    [
        $"""
        SELECT {ChatSql.MessageColumns}
          FROM (SELECT m.*, sum(octet_length(m.content)) OVER (ORDER BY m.seq) - octet_length(m.content) AS bytes_before
                  FROM chat_messages m
                 WHERE m.session_id = $1 AND m.seq > $2 AND m.seq < $3 ORDER BY m.seq LIMIT $4) m
         WHERE m.bytes_before < $5 ORDER BY m.seq
        """,
    ];

    private static readonly string[] Backward =
    [
        $"""
        SELECT {ChatSql.MessageColumns}
          FROM (SELECT m.*, sum(octet_length(m.content)) OVER (ORDER BY m.seq DESC) - octet_length(m.content) AS bytes_before
                  FROM chat_messages m
                 WHERE m.session_id = $1 AND m.seq > $2 AND m.seq < $3 ORDER BY m.seq DESC LIMIT $4) m
         WHERE m.bytes_before < $5 ORDER BY m.seq DESC
        """,
    ];

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Sql => AfterSeq is null ? Backward : Forward;

    /// <inheritdoc/>
    internal override void Bind(NpgsqlParameterCollection parameters)
    {
        parameters.Add(new NpgsqlParameter<Guid> { TypedValue = SessionId });
        parameters.Add(new NpgsqlParameter<long> { TypedValue = AfterSeq ?? 0 });
        parameters.Add(new NpgsqlParameter<long> { TypedValue = BeforeSeq });
        parameters.Add(new NpgsqlParameter<int> { TypedValue = Limit });
        parameters.Add(new NpgsqlParameter<int> { TypedValue = MaxBytes });
    }

    /// <inheritdoc/>
    internal override async Task<Rows<ChatMessage>?> Read(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var messages = await reader.ReadAll(row => ChatSql.ReadMessage(row, 0).Message, cancellationToken);
        if (AfterSeq is null)
        {
            messages.Reverse();
        }

        return new(messages);
    }
}

/// <summary>Messages of a person's sessions that contain a text, newest first.</summary>
[GenerateSerializer, Immutable, Alias("braid.search-chat")]
internal sealed record SearchMessages(Guid UserId, bool AllProjects, ChatSearchQuery Page) : Query<FoundMessages>
{
    private const string Where = $"m.session_id IN (SELECT s.id FROM chat_sessions s WHERE {ListSessions.IsMine}) AND m.content ILIKE $3";

    private static readonly string[] Statements =
    [
        $"SELECT {ChatSql.MessageColumns} FROM chat_messages m WHERE {Where} ORDER BY m.created_at DESC, m.session_id, m.seq DESC LIMIT $4 OFFSET $5",
        $"SELECT count(*)::int FROM chat_messages m WHERE {Where} AND $4 IS NOT NULL AND $5 IS NOT NULL",
    ];

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Sql => Statements;

    /// <inheritdoc/>
    internal override void Bind(NpgsqlParameterCollection parameters)
    {
        parameters.Add(new NpgsqlParameter<Guid> { TypedValue = UserId });
        parameters.Add(new NpgsqlParameter<bool> { TypedValue = AllProjects });
        parameters.Add(new NpgsqlParameter<string> { TypedValue = $"%{Escape(Page.Text)}%" });
        parameters.Add(new NpgsqlParameter<int> { TypedValue = Page.Limit });
        parameters.Add(new NpgsqlParameter<int> { TypedValue = Page.Offset });
    }

    /// <inheritdoc/>
    internal override async Task<FoundMessages?> Read(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var messages = await reader.ReadAll(row => ChatSql.ReadMessage(row, 0).Message, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new(messages, reader.GetInt32(0));
    }

    private static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
}

/// <summary>A page of messages that were found, and how many there are.</summary>
[GenerateSerializer, Immutable, Alias("braid.found-chat-messages")]
internal sealed record FoundMessages(IReadOnlyList<ChatMessage> Messages, int Total);
