using BraidMgr.Contracts;
using Npgsql;

namespace BraidMgr.Grains.Orgs.Statements;

/// <summary>What was answered under an Idempotency-Key within the last 24 hours; null when it is free.</summary>
[GenerateSerializer, Immutable, Alias("braid.find-answer")]
internal sealed record FindAnswer(Guid UserId, string Key) : Query<StoredAnswer>
{
    private static readonly string[] Statements =
        ["SELECT k.route, k.body_sha256, k.body::text FROM idempotency_keys k WHERE k.user_id = $1 AND k.key = $2 AND k.created_at > now() - interval '24 hours'"];

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Sql => Statements;

    /// <inheritdoc/>
    internal override void Bind(NpgsqlParameterCollection parameters)
    {
        parameters.Add(new NpgsqlParameter<Guid> { TypedValue = UserId });
        parameters.Add(new NpgsqlParameter<string> { TypedValue = Key });
    }

    /// <inheritdoc/>
    internal override async Task<StoredAnswer?> Read(NpgsqlDataReader reader, CancellationToken cancellationToken) =>
        await reader.ReadAsync(cancellationToken)
            ? new(reader.GetString(0), reader.GetFieldValue<byte[]>(1), new JsonText(reader.GetString(2)))
            : null;
}

/// <summary>An answer kept under an Idempotency-Key: the row as it was stored.</summary>
[GenerateSerializer, Immutable, Alias("braid.stored-answer")]
internal sealed record StoredAnswer(string Route, byte[] BodySha256, JsonText Row);
