using System.Text.Json.Serialization;
using BraidMgr.Contracts.Json;
using BraidMgr.Contracts.Projects;

namespace BraidMgr.Contracts.Search;

/// <summary>What a search can find.</summary>
[JsonConverter(typeof(LabelConverter<SearchKind>))]
public enum SearchKind
{
    /// <summary>An item, by its title or description.</summary>
    [JsonStringEnumMemberName("item")]
    Item,

    /// <summary>A note on an item.</summary>
    [JsonStringEnumMemberName("note")]
    Note,

    /// <summary>A file at an item, by its name.</summary>
    [JsonStringEnumMemberName("attachment")]
    Attachment,
}

/// <summary>Parameters of GET /search.</summary>
/// <param name="Text">What to look for, at most 200 characters: words, "phrases", or, -without. Nothing finds nothing.</param>
/// <param name="Kinds">Only these kinds; empty for all.</param>
/// <param name="Limit">Results, 1 to 100; default 20.</param>
[GenerateSerializer, Immutable, Alias("braid.search-query")]
public sealed record SearchQuery(string? Text, IReadOnlyList<SearchKind> Kinds, int Limit = 20);

/// <summary>Something that a search found.</summary>
/// <param name="Type">item, note or attachment.</param>
/// <param name="Id">Of the item, note or attachment.</param>
/// <param name="ItemId">The item that it is or belongs to.</param>
/// <param name="ItemNum">That item's number.</param>
/// <param name="ItemType">That item's type.</param>
/// <param name="Title">That item's title, plain text.</param>
/// <param name="ProjectId">The project.</param>
/// <param name="ProjectName">Its name, plain text.</param>
/// <param name="Highlight">What was found, as HTML: words that match stand in <c>mark</c> elements, everything else is escaped.</param>
/// <param name="Rank">How well it matches: above 0, larger is better.</param>
[GenerateSerializer, Immutable, Alias("braid.search-hit")]
public sealed record SearchHit(
    SearchKind Type, Guid Id, Guid ItemId, int ItemNum, ItemType ItemType, string Title, Guid ProjectId, string ProjectName, string Highlight, float Rank);

/// <summary>GET /search, best first.</summary>
/// <param name="Results">What was found.</param>
/// <param name="Total">How many match; a search stops at <see cref="MaxMatches"/>, which are then a part of all.</param>
[GenerateSerializer, Immutable, Alias("braid.search-results")]
public sealed record SearchResults(IReadOnlyList<SearchHit> Results, int Total)
{
    /// <summary>Matches that are ranked at most.</summary>
    public const int MaxMatches = 2000;
}
