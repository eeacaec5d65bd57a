using BraidMgr.Contracts.Access;
using Orleans.CodeGeneration;
using Orleans.Concurrency;

namespace BraidMgr.Contracts.Search;

/// <summary>Full text over what one organization holds (key: its id), in the organization's language.</summary>
[Alias("braid.search-grain"), Version(1)]
public interface ISearchGrain : IGrainWithGuidKey
{
    /// <summary>
    /// Items, notes and names of files that match, best first: only of projects in which the caller has a role, and for viewers only of
    /// items that viewers see. Permission: org_member.
    /// </summary>
    Task<SearchResults> Search(Caller caller, SearchQuery query);

    /// <summary>Much was written at once, by an import: the documents of it are made now and not by the next search.</summary>
    [OneWay]
    Task Touched();
}
