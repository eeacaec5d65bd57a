using Npgsql;

namespace BraidMgr.Grains.Orgs.Statements;

/// <summary>A question as a record: its parameters, its SQL and how to read the answer. It changes nothing.</summary>
[GenerateSerializer, Alias("braid.query")]
public abstract record Query
{
    /// <summary>The statements, constants of the type, sent in one round trip; every one takes the same parameters.</summary>
    internal abstract IReadOnlyList<string> Sql { get; }

    /// <summary>Binds <c>$1, $2, …</c> of one statement.</summary>
    internal abstract void Bind(NpgsqlParameterCollection parameters);

    /// <summary>
    /// Whether writes that came before are waited for. What a grain loads into memory must hold those too whose callers' time was up: they
    /// are made all the same, and nobody tells memory of them.
    /// </summary>
    public virtual bool AfterWrites => false;

    /// <summary>Reads the answer; moves to the next result between statements.</summary>
    internal abstract Task<object?> ReadAnswer(NpgsqlDataReader reader, CancellationToken cancellationToken);
}

/// <summary>A question that is answered with a <typeparamref name="TResult"/>.</summary>
/// <typeparam name="TResult">An immutable record.</typeparam>
[GenerateSerializer, Alias("braid.query`1")]
public abstract record Query<TResult> : Query
    where TResult : class
{
    /// <summary>Reads the answer, or null when there is none.</summary>
    internal abstract Task<TResult?> Read(NpgsqlDataReader reader, CancellationToken cancellationToken);

    /// <inheritdoc/>
    internal sealed override async Task<object?> ReadAnswer(NpgsqlDataReader reader, CancellationToken cancellationToken) =>
        await Read(reader, cancellationToken);
}

/// <summary>Rows as an answer: one object that passes between grains of one process without being copied.</summary>
/// <typeparam name="T">An immutable record.</typeparam>
[GenerateSerializer, Immutable, Alias("braid.rows`1")]
public sealed record Rows<T>(IReadOnlyList<T> Items);
