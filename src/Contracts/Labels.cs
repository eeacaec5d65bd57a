using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json.Serialization;

namespace BraidMgr.Contracts;

/// <summary>The labels of an enum as they stand on the wire and in the database: the names given to its members for JSON.</summary>
/// <typeparam name="T">An enum whose members carry <see cref="JsonStringEnumMemberNameAttribute"/>.</typeparam>
public static class Labels<T>
    where T : struct, Enum
{
    private static readonly FrozenDictionary<T, string> ByValue = typeof(T).GetFields(BindingFlags.Public | BindingFlags.Static)
        .ToFrozenDictionary(f => (T)f.GetValue(null)!, f => f.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? f.Name);

    private static readonly FrozenDictionary<string, T> ByLabel = ByValue.ToFrozenDictionary(p => p.Value, p => p.Key, StringComparer.Ordinal);

    /// <summary>All labels, in the order of the members.</summary>
    public static IReadOnlyList<string> All { get; } = Enum.GetValues<T>().Select(v => ByValue[v]).ToArray();

    /// <summary>The label of a member.</summary>
    public static string Of(T value) => ByValue[value];

    /// <summary>The label of a member, or null.</summary>
    public static string? Of(T? value) => value is { } v ? ByValue[v] : null;

    /// <summary>Finds the member with a label, compared exactly.</summary>
    public static bool TryParse(string label, out T value) => ByLabel.TryGetValue(label, out value);

    /// <summary>The member with a label that is known to be good, such as one read from the database.</summary>
    public static T Parse(string label) => ByLabel[label];
}
