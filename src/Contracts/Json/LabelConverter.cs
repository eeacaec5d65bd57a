using System.Text.Json;
using System.Text.Json.Serialization;

namespace BraidMgr.Contracts.Json;

/// <summary>
/// An enum as its label in JSON, compared exactly. The framework's converter also takes numbers that name no member, and two
/// labels with a comma between them for a third.
/// </summary>
/// <typeparam name="T">The enum.</typeparam>
public sealed class LabelConverter<T> : JsonConverter<T>
    where T : struct, Enum
{
    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Labels<T>.TryParse(reader.GetString()!, out var value) ? value : throw new JsonException();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(Labels<T>.Of(value));
}
