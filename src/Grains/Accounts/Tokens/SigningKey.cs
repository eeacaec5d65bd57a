using BraidMgr.Grains.Central;

namespace BraidMgr.Grains.Accounts.Tokens;

/// <summary>A key pair that signs access tokens, as central keeps it: shared by all hosts, the private half encrypted.</summary>
/// <param name="Kid">Names the key in the header of a token.</param>
/// <param name="PublicKey">SubjectPublicKeyInfo.</param>
/// <param name="SealedPrivateKey">PKCS #8, encrypted (see <see cref="KeyProtector"/>).</param>
/// <param name="NotBefore">It signs from then on, if it is the newest.</param>
/// <param name="RetiredAt">It verifies until then; null while it is the newest.</param>
internal sealed record SigningKey(
    string Kid, byte[] PublicKey, byte[] SealedPrivateKey, DateTimeOffset NotBefore, DateTimeOffset? RetiredAt);

/// <summary>A table of key pairs, with its statements: that of access tokens, or that of operators' tokens.</summary>
internal sealed class SigningKeyTable
{
    /// <summary>Keys that sign access tokens.</summary>
    public static readonly SigningKeyTable AccessTokens = new("signing_keys");

    /// <summary>Keys that sign operators' tokens.</summary>
    public static readonly SigningKeyTable OperatorTokens = new("operator_signing_keys");

    /// <summary>One rotation at a time, over all hosts.</summary>
    private const long RotationLock = 0x42524149445F4B59; // "BRAID_KY"

    private const string LockSql = "SELECT pg_advisory_xact_lock($1)";

    private readonly string _findSql;
    private readonly string _listSql;
    private readonly string _insertSql;
    private readonly string _retireSql;

    private SigningKeyTable(string table)
    {
        _findSql = $"SELECT public_key FROM {table} WHERE kid = $1";
        _listSql = $"""
            SELECT kid, public_key, private_key, not_before, retired_at
            FROM {table}
            WHERE retired_at IS NULL OR retired_at > $1
            ORDER BY not_before
            """;
        _insertSql = $"""
            INSERT INTO {table} (kid, algorithm, public_key, private_key, not_before, created_at)
            VALUES ($1, 'ES256', $2, $3, $4, $5)
            """;
        _retireSql = $"UPDATE {table} SET retired_at = $2 WHERE kid <> $1 AND retired_at IS NULL";
    }

    /// <summary>The keys that still verify tokens, oldest first.</summary>
    public Task<List<SigningKey>> List(CentralSession central, DateTimeOffset now) => central.All(
        row => new SigningKey(
            row.GetString(0), row.GetFieldValue<byte[]>(1), row.GetFieldValue<byte[]>(2), row.GetFieldValue<DateTimeOffset>(3),
            row.IsDBNull(4) ? null : row.GetFieldValue<DateTimeOffset>(4)),
        _listSql,
        Param.Time(now));

    /// <summary>The public half of a key, also of one that has long retired (SubjectPublicKeyInfo); null when there is none.</summary>
    public Task<byte[]?> PublicKey(CentralSession central, string kid) =>
        central.One(row => row.GetFieldValue<byte[]>(0), _findSql, Param.Text(kid));

    /// <summary>Waits for whoever rotates the keys now; to be called in a transaction.</summary>
    public static Task Lock(CentralSession central) =>
        central.Execute(LockSql, new Npgsql.NpgsqlParameter<long> { TypedValue = RotationLock });

    /// <summary>Adds the newest key; the others verify until <paramref name="othersRetireAt"/>.</summary>
    public async Task Add(CentralSession central, SigningKey key, DateTimeOffset othersRetireAt, DateTimeOffset now)
    {
        await central.Execute(
            _insertSql, Param.Text(key.Kid), Param.Bytes(key.PublicKey), Param.Bytes(key.SealedPrivateKey), Param.Time(key.NotBefore), Param.Time(now));
        await central.Execute(_retireSql, Param.Text(key.Kid), Param.Time(othersRetireAt));
    }
}
