using System.Globalization;

namespace Orleans.Runtime;

/// <summary>How keys of the several kinds are written into a <see cref="GrainId"/> and read from it.</summary>
public static class GrainIdKeyExtensions
{
    public static IdSpan CreateIntegerKey(long key) => IdSpan.Create(key.ToString("X", CultureInfo.InvariantCulture));

    public static IdSpan CreateIntegerKey(long key, string? keyExtension) =>
        IdSpan.Create(WithExtension(key.ToString("X", CultureInfo.InvariantCulture), keyExtension));

    public static IdSpan CreateGuidKey(Guid key) => IdSpan.Create(key.ToString("N"));

    public static IdSpan CreateGuidKey(Guid key, string? keyExtension) => IdSpan.Create(WithExtension(key.ToString("N"), keyExtension));

    public static bool TryGetIntegerKey(this GrainId grainId, out long key, out string? keyExt)
    {
        var digits = SplitExtension(grainId, out keyExt);
        return long.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out key);
    }

    public static bool TryGetGuidKey(this GrainId grainId, out Guid key, out string? keyExt)
    {
        var digits = SplitExtension(grainId, out keyExt);
        return Guid.TryParseExact(digits, "N", out key);
    }

    /// <exception cref="ArgumentException">The key is not an integer.</exception>
    public static long GetIntegerKey(this GrainId grainId) => grainId.GetIntegerKey(out _);

    /// <exception cref="ArgumentException">The key is not an integer.</exception>
    public static long GetIntegerKey(this GrainId grainId, out string? keyExt) =>
        grainId.TryGetIntegerKey(out var key, out keyExt) ? key : throw NotA("an integer", grainId);

    /// <exception cref="ArgumentException">The key is not a GUID.</exception>
    public static Guid GetGuidKey(this GrainId grainId) => grainId.GetGuidKey(out _);

    /// <exception cref="ArgumentException">The key is not a GUID.</exception>
    public static Guid GetGuidKey(this GrainId grainId, out string? keyExt) =>
        grainId.TryGetGuidKey(out var key, out keyExt) ? key : throw NotA("a GUID", grainId);

    private static string WithExtension(string key, string? extension) =>
        string.IsNullOrWhiteSpace(extension) ? key : key + "+" + extension;

    private static ReadOnlySpan<char> SplitExtension(GrainId grainId, out string? extension)
    {
        var text = grainId.Key.Text;
        var plus = text.IndexOf('+', StringComparison.Ordinal);
        extension = plus < 0 ? null : text[(plus + 1)..];
        return plus < 0 ? text : text.AsSpan(0, plus);
    }

    private static ArgumentException NotA(string kind, GrainId grainId) => new($"The key of {grainId} is not {kind}.", nameof(grainId));
}
