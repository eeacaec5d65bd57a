namespace Orleans.Runtime;

/// <summary>The type part of a <see cref="GrainId"/>: one name for each grain class.</summary>
public readonly struct GrainType : IEquatable<GrainType>
{
    private readonly IdSpan _value;

    private GrainType(IdSpan value) => _value = value;

    public IdSpan Value => _value;

    /// <summary>True for the value that names nothing.</summary>
    public bool IsDefault => _value.IsDefault;

    /// <exception cref="ArgumentException">The name is empty.</exception>
    public static GrainType Create(string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value);
        return new GrainType(IdSpan.Create(value));
    }

    public bool Equals(GrainType other) => _value.Equals(other._value);

    public override bool Equals(object? obj) => obj is GrainType other && Equals(other);

    public override int GetHashCode() => _value.GetHashCode();

    public override string ToString() => _value.ToString();

    public static bool operator ==(GrainType left, GrainType right) => left.Equals(right);

    public static bool operator !=(GrainType left, GrainType right) => !left.Equals(right);
}
