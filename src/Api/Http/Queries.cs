using System.Text.Json;
using BraidMgr.Contracts.Chat;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Projects;
using BraidMgr.Contracts.Search;

namespace BraidMgr.Api.Http;

/// <summary>The queries of the routes, read from the address.</summary>
internal static class Queries
{
    private const int MaxPage = 1000;
    private const int MaxText = 200;
    private const int MaxResults = 100;
    private const int MaxDays = 3650;

    private static readonly ItemQuery AllItems = new();

    /// <summary>What <c>sort</c> can be: each field, and with a dash before it for largest first.</summary>
    public static string[] SortFields { get; } =
        [.. Enum.GetNames<ItemSort>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName).SelectMany(name => new[] { name, "-" + name })];

    /// <summary>Filters, order and page of a list of items.</summary>
    public static ItemQuery Items(HttpRequest request)
    {
        if (!request.QueryString.HasValue)
        {
            return AllItems;
        }

        var query = new QueryReader(request);
        var sort = query.OneOf("sort", SortFields);
        var items = Filter(query) with
        {
            Limit = query.Number("limit", AllItems.Limit, 1, MaxPage),
            Offset = query.Number("offset", 0, 0, int.MaxValue),
        };
        var cursor = query.Text("cursor", MaxText);
        query.ThrowIfWrong();
        items = items with { Sort = (ItemSort)(Array.IndexOf(SortFields, sort) / 2), Descending = sort[0] == '-' };
        return cursor is null ? items
            : items.Offset == 0 ? items with { After = ItemCursor.Read(cursor, items) }
            : throw Error.Invalid("cursor", "goes without an offset");
    }

    /// <summary>What an export is to hold.</summary>
    public static ExportQuery Export(HttpRequest request)
    {
        var query = new QueryReader(request);
        var export = new ExportQuery(query.Label("format", ExportFormat.Yaml), query.Label("report", ExportReport.Items), Filter(query));
        query.ThrowIfWrong();
        return export;
    }

    private static ItemQuery Filter(QueryReader query) => new()
    {
        Types = query.Labels<ItemType>("type"),
        WorkstreamId = query.Id("workstream_id"),
        AssignedTo = query.Text("assigned_to", MaxText),
        Indicators = query.Labels<Indicator>("indicator"),
        Severities = query.Labels<Severity>("severity"),
        Draft = query.Flag("draft"),
        Search = query.Text("search", MaxText),
        DeadlineFrom = query.Date("deadline_from"),
        DeadlineTo = query.Date("deadline_to"),
    };

    /// <summary>Filters and page of a project's activity.</summary>
    public static ActivityQuery Activity(HttpRequest request)
    {
        var query = new QueryReader(request);
        var otherwise = new ActivityQuery();
        var activity = new ActivityQuery(
            query.Number("days", otherwise.Days, 1, MaxDays),
            query.Number("limit", otherwise.Limit, 1, MaxPage),
            query.Number("offset", 0, 0, int.MaxValue),
            query.Text("entity_type", MaxText),
            query.Text("search", MaxText));
        var cursor = query.Text("cursor", MaxText);
        query.ThrowIfWrong();
        return cursor is null ? activity
            : activity.Offset == 0 ? activity with { After = AuditCursor.Read(cursor) }
            : throw Error.Invalid("cursor", "goes without an offset");
    }

    /// <summary>Page of an item's history.</summary>
    public static HistoryQuery History(HttpRequest request)
    {
        var query = new QueryReader(request);
        var limit = query.Number("limit", new HistoryQuery().Limit, 1, MaxPage);
        var cursor = query.Text("cursor", MaxText);
        query.ThrowIfWrong();
        return new(limit, cursor is null ? null : AuditCursor.Read(cursor));
    }

    /// <summary>What to search for.</summary>
    public static SearchQuery Search(HttpRequest request)
    {
        var query = new QueryReader(request);
        var search = new SearchQuery(
            query.Text("q", MaxText), query.Labels<SearchKind>("types"), query.Number("limit", new SearchQuery(null, []).Limit, 1, MaxResults));
        query.ThrowIfWrong();
        return search;
    }

    /// <summary>Filter and page of a list of chat sessions.</summary>
    public static ChatSessionQuery ChatSessions(HttpRequest request)
    {
        var query = new QueryReader(request);
        var sessions = new ChatSessionQuery(query.Id("project_id"), query.Number("limit", 100, 1, MaxPage), query.Number("offset", 0, 0, int.MaxValue));
        query.ThrowIfWrong();
        return sessions;
    }

    /// <summary>Page of a session's messages.</summary>
    public static ChatMessageQuery ChatMessages(HttpRequest request)
    {
        var query = new QueryReader(request);
        var messages = new ChatMessageQuery(query.Seq("after_seq"), query.Seq("before_seq"), query.Number("limit", 100, 1, MaxPage));
        query.ThrowIfWrong();
        return messages;
    }

    /// <summary>What is looked for in chat.</summary>
    public static ChatSearchQuery ChatSearch(HttpRequest request)
    {
        var query = new QueryReader(request);
        var search = new ChatSearchQuery(query.Text("q", MaxText) ?? "", query.Number("limit", 50, 1, MaxPage), query.Number("offset", 0, 0, int.MaxValue));
        query.ThrowIfWrong();
        return search;
    }
}
