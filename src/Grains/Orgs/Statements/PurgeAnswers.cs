using Npgsql;

namespace BraidMgr.Grains.Orgs.Statements;

/// <summary>Forgets answers under Idempotency-Keys that are older than 24 hours.</summary>
[GenerateSerializer, Alias("braid.purge-answers")]
internal sealed record PurgeAnswers : Write<PurgedAnswers>
{
    private const string Statement = """
        WITH purged AS (
            DELETE FROM idempotency_keys k WHERE k.created_at < now() - interval '24 hours' RETURNING 1
        )
        SELECT 1::bigint, count(*) FROM purged
        """;

    /// <inheritdoc/>
    public override Guid Row => Guid.Empty;

    /// <inheritdoc/>
    public override bool Combines => false;

    /// <inheritdoc/>
    internal override string Sql => Statement;

    /// <inheritdoc/>
    internal override void Bind(SetParameters set)
    {
        // The statement has no parameters.
    }

    /// <inheritdoc/>
    internal override PurgedAnswers Read(NpgsqlDataReader row) => new(row.GetInt64(1));
}

/// <summary>How many answers were forgotten.</summary>
[GenerateSerializer, Immutable, Alias("braid.purged-answers")]
internal sealed record PurgedAnswers(long Count);
