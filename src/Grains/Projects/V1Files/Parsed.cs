namespace BraidMgr.Grains.Projects.V1Files;

/// <summary>A text read as a <typeparamref name="T"/>, or why it could not be, or with what reservation it was.</summary>
internal readonly record struct Parsed<T>(T Value, string? Error, string? Warning)
{
    public static implicit operator Parsed<T>(T value) => new(value, null, null);
}

/// <summary>Makes <see cref="Parsed{T}"/> where the type cannot be inferred from a value.</summary>
internal static class Parsed
{
    /// <summary>The text cannot be read, for this reason.</summary>
    public static Parsed<T> Error<T>(string reason) => new(default!, reason, null);

    /// <summary>The text was read as this value, which its writer should know.</summary>
    public static Parsed<T> Warn<T>(T value, string reason) => new(value, null, reason);
}
