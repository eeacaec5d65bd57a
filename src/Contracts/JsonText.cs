using System.Text.Json;
using System.Text.Json.Serialization;

namespace BraidMgr.Contracts;

/// <summary>JSON that is passed on as it is, such as a state from the audit log.</summary>
[GenerateSerializer, Immutable, Alias("braid.json-text")]
[JsonConverter(typeof(JsonTextConverter))]
public sealed record JsonText(string Json);

/// <summary>Writes a <see cref="JsonText"/> raw.</summary>
public sealed class JsonTextConverter : JsonConverter<JsonText>
{
    /// <inheritdoc/>
    public override JsonText Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(JsonElement.ParseValue(ref reader).GetRawText());

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, JsonText value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.Json);
}
