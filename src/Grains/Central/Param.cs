using Npgsql;
using NpgsqlTypes;

namespace BraidMgr.Grains.Central;

/// <summary>Positional parameters (<c>$1, $2, …</c>) that keep their PostgreSQL type when they are null.</summary>
internal static class Param
{
    public static NpgsqlParameter Id(Guid? value) => Of(NpgsqlDbType.Uuid, value);

    public static NpgsqlParameter Ids(IReadOnlyList<Guid> value) => Of(NpgsqlDbType.Array | NpgsqlDbType.Uuid, value.ToArray());

    public static NpgsqlParameter Texts(IEnumerable<string> value) => Of(NpgsqlDbType.Array | NpgsqlDbType.Text, value.ToArray());

    public static NpgsqlParameter Counts(IEnumerable<int> value) => Of(NpgsqlDbType.Array | NpgsqlDbType.Integer, value.ToArray());

    public static NpgsqlParameter Text(string? value) => Of(NpgsqlDbType.Text, value);

    public static NpgsqlParameter Json(string? value) => Of(NpgsqlDbType.Jsonb, value);

    public static NpgsqlParameter Bytes(byte[]? value) => Of(NpgsqlDbType.Bytea, value);

    public static NpgsqlParameter Flag(bool? value) => Of(NpgsqlDbType.Boolean, value);

    public static NpgsqlParameter Count(int? value) => Of(NpgsqlDbType.Integer, value);

    public static NpgsqlParameter Time(DateTimeOffset? value) => Of(NpgsqlDbType.TimestampTz, value?.ToUniversalTime());

    private static NpgsqlParameter Of(NpgsqlDbType type, object? value) => new() { NpgsqlDbType = type, Value = value ?? DBNull.Value };
}
