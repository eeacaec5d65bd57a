using System.Collections.Frozen;

namespace BraidMgr.Grains.Search;

/// <summary>The languages that an organization can write in, by their codes (BCP 47), and PostgreSQL's text search configuration for each.</summary>
internal static class SearchLanguages
{
    /// <summary>The language of an organization that set none.</summary>
    public const string Default = "en";

    private static readonly FrozenDictionary<string, string> ByCode = new Dictionary<string, string>
    {
        ["ar"] = "arabic",
        ["ca"] = "catalan",
        ["da"] = "danish",
        ["de"] = "german",
        ["el"] = "greek",
        ["en"] = "english",
        ["es"] = "spanish",
        ["eu"] = "basque",
        ["fi"] = "finnish",
        ["fr"] = "french",
        ["ga"] = "irish",
        ["hi"] = "hindi",
        ["hu"] = "hungarian",
        ["hy"] = "armenian",
        ["id"] = "indonesian",
        ["it"] = "italian",
        ["lt"] = "lithuanian",
        ["ne"] = "nepali",
        ["nl"] = "dutch",
        ["no"] = "norwegian",
        ["pt"] = "portuguese",
        ["ro"] = "romanian",
        ["ru"] = "russian",
        ["sr"] = "serbian",
        ["sv"] = "swedish",
        ["ta"] = "tamil",
        ["tr"] = "turkish",
        ["und"] = "simple",
        ["yi"] = "yiddish",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The codes, in order; <c>und</c> takes words as they are.</summary>
    public static IReadOnlyList<string> Codes { get; } = [.. ByCode.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The configurations.</summary>
    public static IReadOnlyList<string> Configurations => ByCode.Values;

    /// <summary>The configuration for a code; words as they are for one that this build does not know.</summary>
    public static string ConfigurationOf(string code) => ByCode.GetValueOrDefault(code, "simple");
}
