namespace Orleans.Runtime;

/// <summary>The key part of a <see cref="GrainId"/>, with its hash computed once.</summary>
public readonly struct IdSpan : IEquatable<IdSpan>
{
    private readonly string? _value;
    private readonly int _hash;

    private IdSpan(string value)
    {
        _value = value;
        _hash = string.GetHashCode(value, StringComparison.Ordinal);
    }

    /// <summary>True for the value that names nothing.</summary>
    public bool IsDefault => string.IsNullOrEmpty(_value);

    internal string Text => _value ?? string.Empty;

    public static IdSpan Create(string id) => new(id);

    public bool Equals(IdSpan other) => _hash == other._hash && string.Equals(_value, other._value, StringComparison.Ordinal);

    public override bool Equals(object? obj) => obj is IdSpan other && Equals(other);

    public override int GetHashCode() => _hash;

    public override string ToString() => Text;

    public static bool operator ==(IdSpan left, IdSpan right) => left.Equals(right);

    public static bool operator !=(IdSpan left, IdSpan right) => !left.Equals(right);
}
