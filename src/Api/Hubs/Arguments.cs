using System.Text.Json;
using BraidMgr.Contracts.Errors;

namespace BraidMgr.Api.Hubs;

/// <summary>Reads what clients send as arguments of the hub, and tells what is wrong with it as HTTP does.</summary>
internal static class Arguments
{
    /// <summary>An id.</summary>
    public static Guid Id(this JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.String && Guid.TryParseExact(value.Text(name), "D", out var id)
            ? id
            : throw Error.Invalid(name, "must be an id (a UUID)");

    /// <summary>A whole number from 0; null counts as 0.</summary>
    public static long Number(this JsonElement value, string name) => value.ValueKind switch
    {
        JsonValueKind.Null => 0,
        JsonValueKind.Number when value.TryGetInt64(out var number) && number >= 0 => number,
        _ => throw Error.Invalid(name, "must be a whole number from 0"),
    };

    /// <summary>A text; null where there is none.</summary>
    public static string? Text(this JsonElement value, string name)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // Not a text, or one with half of a surrogate pair.
            throw Error.Invalid(name, "must be a text of valid Unicode");
        }
    }
}
