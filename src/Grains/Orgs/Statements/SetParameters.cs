using Npgsql;
using NpgsqlTypes;

namespace BraidMgr.Grains.Orgs.Statements;

/// <summary>Binds one array per parameter over the writes of a set; the order of calls is the order of <c>$1, $2, …</c>.</summary>
internal sealed class SetParameters(NpgsqlParameterCollection parameters, IReadOnlyList<Write> set)
{
    /// <summary>How many parameters the context takes.</summary>
    public const int ContextColumns = 6;

    /// <summary>Binds a value of each write.</summary>
    public SetParameters Column<TWrite, TValue>(Func<TWrite, TValue> value)
        where TWrite : Write
    {
        parameters.Add(new NpgsqlParameter<TValue[]> { TypedValue = Values(value) });
        return this;
    }

    /// <summary>Binds a value of each write whose PostgreSQL type does not follow from its .NET type, such as <c>jsonb</c>.</summary>
    public SetParameters Column<TWrite, TValue>(Func<TWrite, TValue> value, NpgsqlDbType type)
        where TWrite : Write
    {
        parameters.Add(new NpgsqlParameter<TValue[]> { TypedValue = Values(value), NpgsqlDbType = NpgsqlDbType.Array | type });
        return this;
    }

    /// <summary>Binds one value as it is, for writes that do not combine.</summary>
    public SetParameters Single<TValue>(TValue value)
    {
        parameters.Add(new NpgsqlParameter<TValue> { TypedValue = value });
        return this;
    }

    /// <summary>Binds one value whose PostgreSQL type does not follow from its .NET type.</summary>
    public SetParameters Single<TValue>(TValue value, NpgsqlDbType type)
    {
        parameters.Add(new NpgsqlParameter<TValue> { TypedValue = value, NpgsqlDbType = type });
        return this;
    }

    /// <summary>Binds audit id, user, correlation id and the idempotency key's three parts of each write.</summary>
    public SetParameters Context() =>
        Column((Write w) => w.Context.AuditId)
            .Column((Write w) => w.Context.UserId)
            .Column((Write w) => w.Context.CorrelationId)
            .Column((Write w) => w.Context.Idempotency?.Key)
            .Column((Write w) => w.Context.Idempotency?.Route)
            .Column((Write w) => w.Context.Idempotency?.BodySha256, NpgsqlDbType.Bytea);

    private TValue[] Values<TWrite, TValue>(Func<TWrite, TValue> value)
        where TWrite : Write
    {
        var values = new TValue[set.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = value((TWrite)set[i]);
        }

        return values;
    }
}
