namespace BraidMgr.Contracts.Errors;

/// <summary>An error of the catalogue. Its message is shown to people: it names the value and the knob, never a secret or SQL.</summary>
[GenerateSerializer, Alias("braid.error")]
public class BraidException : Exception
{
    /// <summary>Makes an error of the catalogue.</summary>
    public BraidException(ErrorKind kind, string message, Exception? inner = null)
        : base(message, inner) => Kind = kind;

    /// <summary>Which error of the catalogue this is.</summary>
    [Id(0)]
    public ErrorKind Kind { get; private set; }

    /// <summary>For bad input, and for ids in it that name nothing: the reasons per field, in the names of the wire.</summary>
    [Id(1)]
    public Dictionary<string, string[]>? Details { get; init; }

    /// <summary>For rate limits and unavailability: after how many seconds a retry makes sense.</summary>
    [Id(2)]
    public int? RetryAfterSeconds { get; init; }

    /// <summary>For a failed precondition: the current state as JSON, so that the client can merge.</summary>
    [Id(3)]
    public byte[]? Current { get; init; }
}
