using System.Text.Json.Nodes;

namespace BraidMgr.Api.Tests.Operations;

/// <summary>A place in a JSON body: a field, what is in a list, a field of an object within, and so on down.</summary>
/// <param name="Path">As errors name it, such as <c>changes[0].set.title</c>; of a list its first entry.</param>
/// <param name="Name">The field that it is, or is in.</param>
/// <param name="Field">What the document says of it.</param>
public sealed record BodyPlace(string Path, string Name, FieldSchema Field)
{
    /// <summary>Whether it is a field of an object, and no entry of a list.</summary>
    public bool IsField => !Path.EndsWith(']');

    /// <summary>Whether it holds an id.</summary>
    public bool IsId => Field.Format == "uuid";

    /// <summary>All places of an object whose own place is <paramref name="before"/>.</summary>
    public static IEnumerable<BodyPlace> In(string before, IReadOnlyDictionary<string, FieldSchema> fields) =>
        fields.SelectMany(f => From(new BodyPlace(before + f.Key, f.Key, f.Value)));

    /// <summary>A body with something else at this place, which is raw JSON: also what no serializer would write.</summary>
    public string Put(JsonNode body, string json)
    {
        const string Mark = "here the bad value stands";
        var steps = Path.Replace("[", ".[", StringComparison.Ordinal).Split('.');
        var at = steps[..^1].Aggregate(body, (node, step) => Child(node, step));
        if (IsField)
        {
            at[Name] = Mark;
        }
        else
        {
            at[0] = Mark;
        }

        return body.ToJsonString().Replace($"\"{Mark}\"", json, StringComparison.Ordinal);
    }

    private static IEnumerable<BodyPlace> From(BodyPlace place) =>
    [
        place,
        .. place.Field.Items is { } items ? From(new(place.Path + "[0]", place.Name, items)) : [],
        .. In(place.Path + ".", place.Field.Properties),
    ];

    private static JsonNode Child(JsonNode node, string step) =>
        (step[0] == '[' ? node[0] : node[step]) ?? throw new InvalidOperationException($"The sample has nothing at {step} of {node}: give it something.");
}
