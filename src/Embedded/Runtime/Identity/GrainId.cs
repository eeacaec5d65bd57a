namespace Orleans.Runtime;

/// <summary>Names one grain: its type and its key, written <c>type/key</c>.</summary>
public readonly struct GrainId : IEquatable<GrainId>
{
    private readonly GrainType _type;
    private readonly IdSpan _key;

    private GrainId(GrainType type, IdSpan key)
    {
        _type = type;
        _key = key;
    }

    public GrainType Type => _type;

    public IdSpan Key => _key;

    /// <summary>True for the value that names nothing.</summary>
    public bool IsDefault => _type.IsDefault && _key.IsDefault;

    public static GrainId Create(string type, string key) => Create(GrainType.Create(type), key);

    /// <exception cref="ArgumentException">The key is empty.</exception>
    public static GrainId Create(GrainType type, string key)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        return new GrainId(type, IdSpan.Create(key));
    }

    public static GrainId Create(GrainType type, IdSpan key) => new(type, key);

    /// <exception cref="ArgumentException">The text is not of the form type/key.</exception>
    public static GrainId Parse(string value) =>
        TryParse(value, out var result) ? result : throw new ArgumentException($"Unable to parse \"{value}\" as a grain id.", nameof(value));

    public static bool TryParse(string? value, out GrainId result)
    {
        var slash = value?.IndexOf('/', StringComparison.Ordinal) ?? -1;
        result = slash > 0 ? Create(GrainType.Create(value![..slash]), IdSpan.Create(value[(slash + 1)..])) : default;
        return slash > 0;
    }

    public bool Equals(GrainId other) => _key.Equals(other._key) && _type.Equals(other._type);

    public override bool Equals(object? obj) => obj is GrainId other && Equals(other);

    public override int GetHashCode() => (_type.GetHashCode() * 31) + _key.GetHashCode();

    public override string ToString() => $"{_type}/{_key}";

    public static bool operator ==(GrainId left, GrainId right) => left.Equals(right);

    public static bool operator !=(GrainId left, GrainId right) => !left.Equals(right);
}
