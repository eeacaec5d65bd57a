using Orleans.Runtime;

namespace Orleans;

/// <summary>Reads keys of grains and references, and turns a grain into a reference to itself.</summary>
public static class GrainExtensions
{
    /// <summary>A reference to the same grain through another interface; what a grain passes on in place of <c>this</c>.</summary>
    /// <exception cref="ArgumentException">The object is neither a reference nor an activated grain.</exception>
    public static TGrainInterface AsReference<TGrainInterface>(this IAddressable grain)
    {
        ArgumentNullException.ThrowIfNull(grain);
        return grain switch
        {
            GrainReference reference => reference.As<TGrainInterface>(),
            IGrainBase { GrainContext: BraidMgr.Embedded.Activation activation } => activation.Silo.References.Get<TGrainInterface>(activation.GrainId),
            _ => throw WrongType(grain, nameof(AsReference)),
        };
    }

    /// <summary>The same as <see cref="AsReference{T}"/>.</summary>
    public static TGrainInterface Cast<TGrainInterface>(this IAddressable grain) => grain.AsReference<TGrainInterface>();

    /// <exception cref="ArgumentException">The object is neither a reference nor an activated grain.</exception>
    public static GrainId GetGrainId(this IAddressable grain)
    {
        ArgumentNullException.ThrowIfNull(grain);
        return grain switch
        {
            GrainReference reference => reference.GrainId,
            IGrainBase { GrainContext: { } context } => context.GrainId,
            _ => throw WrongType(grain, nameof(GetGrainId)),
        };
    }

    public static string GetPrimaryKeyString(this IAddressable grain) => grain.GetGrainId().Key.ToString();

    public static Guid GetPrimaryKey(this IAddressable grain) => grain.GetPrimaryKey(out _);

    /// <exception cref="InvalidOperationException">The key is not a GUID.</exception>
    public static Guid GetPrimaryKey(this IAddressable grain, out string? keyExt)
    {
        var grainId = grain.GetGrainId();
        return grainId.TryGetGuidKey(out var key, out keyExt)
            ? key
            : throw new InvalidOperationException($"Unable to extract GUID key from grain id {grainId}");
    }

    public static long GetPrimaryKeyLong(this IAddressable grain) => grain.GetPrimaryKeyLong(out _);

    /// <exception cref="InvalidOperationException">The key is not an integer.</exception>
    public static long GetPrimaryKeyLong(this IAddressable grain, out string? keyExt)
    {
        var grainId = grain.GetGrainId();
        return grainId.TryGetIntegerKey(out var key, out keyExt)
            ? key
            : throw new InvalidOperationException($"Unable to extract integer key from grain id {grainId}");
    }

    private static ArgumentException WrongType(IAddressable grain, string method) =>
        new($"{method} was called on {grain.GetType().FullName}, which is neither a grain reference nor an activated grain.", nameof(grain));
}
