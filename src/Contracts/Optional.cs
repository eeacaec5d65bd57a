using System.Text.Json;
using System.Text.Json.Serialization;

namespace BraidMgr.Contracts;

/// <summary>A field of a partial update: not sent, or sent with a value, which may be null to clear it.</summary>
/// <typeparam name="T">The field's type.</typeparam>
[GenerateSerializer, Immutable, Alias("braid.optional`1")]
[JsonConverter(typeof(OptionalConverterFactory))]
public readonly record struct Optional<T>
{
    /// <summary>Makes a field that was sent.</summary>
    public Optional(T value)
    {
        IsSet = true;
        Value = value;
    }

    /// <summary>Whether the field was sent.</summary>
    [Id(0)]
    public bool IsSet { get; init; }

    /// <summary>The value sent; meaningless unless <see cref="IsSet"/>.</summary>
    [Id(1)]
    public T Value { get; init; } = default!;

    /// <summary>The value sent, else what is there now.</summary>
    public T Or(T current) => IsSet ? Value : current;

    /// <summary>Makes a field that was sent.</summary>
    public static implicit operator Optional<T>(T value) => new(value);
}

/// <summary>Reads an <see cref="Optional{T}"/> from JSON: a field that is there, null included, is set.</summary>
public sealed class OptionalConverterFactory : JsonConverterFactory
{
    /// <inheritdoc/>
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(Optional<>);

    /// <inheritdoc/>
    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Converter<>).MakeGenericType(typeToConvert.GetGenericArguments()), options)!;

    // The inner converter reads on in the same pass: a nested Deserialize would lose the path to the field that is wrong.
    private sealed class Converter<T>(JsonSerializerOptions options) : JsonConverter<Optional<T>>
    {
        private readonly JsonConverter<T> _inner = (JsonConverter<T>)options.GetConverter(typeof(T));

        public override bool HandleNull => true;

        public override Optional<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Null && default(T) is null
                ? new(default!)
                : new(_inner.Read(ref reader, typeof(T), options)!);

        public override void Write(Utf8JsonWriter writer, Optional<T> value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.Value, options);
    }
}
