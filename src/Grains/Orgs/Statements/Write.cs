using Npgsql;

namespace BraidMgr.Grains.Orgs.Statements;

/// <summary>
/// A change as a record: its parameters, its SQL and how to read the row that it returns. Writes of one type combine into one
/// statement over a set of rows, so the SQL takes an array per parameter (<c>unnest … WITH ORDINALITY</c>) and returns the
/// ordinal of the write first. A change and its audit row are one statement.
/// </summary>
[GenerateSerializer, Alias("braid.write")]
public abstract record Write
{
    /// <summary>Who makes the change, for its audit row.</summary>
    [Id(0)]
    public required WriteContext Context { get; init; }

    /// <summary>The row that is changed: a set holds at most one change of any row, and a second waits for the next.</summary>
    public abstract Guid Row { get; }

    /// <summary>Rows that must stand as they are for the change to mean what it says: it keeps its order with changes of those, too.</summary>
    public virtual IReadOnlyList<Guid> DependsOn => [];

    /// <summary>
    /// Projects whose version it raises though not their own grain makes it: they are read anew when its outcome is unknown. Null for
    /// whichever it finds.
    /// </summary>
    public virtual IReadOnlyList<Guid>? CountsIn => [];

    /// <summary>How many rows' worth of work this is: 1, but for writes that carry many rows themselves.</summary>
    public virtual int Weight => 1;

    /// <summary>How many times as long as others it may take (Pool:WriteTimeoutMilliseconds): 1, but for a long one that cannot be done in pieces.</summary>
    public virtual int TimeFactor => 1;

    /// <summary>Whether writes of the type combine into sets; those that bind arrays of their own cannot.</summary>
    public virtual bool Combines => true;

    /// <summary>The statement, a constant of the type.</summary>
    internal abstract string Sql { get; }

    /// <summary>Binds the parameters of all writes of a set, whose members are all of this type.</summary>
    internal abstract void Bind(SetParameters set);

    /// <summary>Reads a returned row, whose column 0 is the ordinal of the write in the set.</summary>
    internal abstract object ReadRow(NpgsqlDataReader row);
}

/// <summary>A change that returns a row as a <typeparamref name="TResult"/>.</summary>
/// <typeparam name="TResult">An immutable record.</typeparam>
[GenerateSerializer, Alias("braid.write`1")]
public abstract record Write<TResult> : Write
    where TResult : class
{
    /// <summary>Reads a returned row, whose column 0 is the ordinal of the write in the set.</summary>
    internal abstract TResult Read(NpgsqlDataReader row);

    /// <inheritdoc/>
    internal sealed override object ReadRow(NpgsqlDataReader row) => Read(row);
}
