using System.Globalization;
using System.Text.Json;
using BraidMgr.Fault.Tests.Harness;
using BraidMgr.Fault.Tests.Load;

namespace BraidMgr.Fault.Tests.Checks;

/// <summary>Holds what clients were promised, and what hosts say, against what the database holds.</summary>
internal static class Truth
{
    private const string ItemsSql = """
        select concat_ws('|', item_num, id, version, title, to_char(updated_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US'))
        from items where project_id = $1 order by item_num
        """;

    private const string ProjectSql = """
        select concat_ws('|', next_item_num, version, to_char(updated_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US'))
        from projects where id = $1
        """;

    private const string NumbersSql = """
        select concat(count(*), ' items, ', count(distinct item_num), ' numbers from ', min(item_num), ' to ', max(item_num), ', next ',
               (select next_item_num from projects where id = $1))
        from items where project_id = $1
        """;

    // Every version of an item has one audit row, the first is its creation, and the last shows it as it is.
    private const string AuditSql = """
        select concat(t.item_num, ': version ', t.version, ', audited ', string_agg(concat(a.action, ' ', a.after_state->>'version'), ', '))
        from items t left join audit_log a on a.entity_id = t.id and a.entity_type = 'item'
        where t.project_id = $1
        group by t.id
        having count(a.id) <> t.version or count(distinct a.after_state->>'version') <> t.version
            or max((a.after_state->>'version')::bigint) <> t.version
            or count(*) filter (where a.action = 'create' and a.after_state->>'version' = '1') <> 1
            or count(*) filter (where (a.after_state->>'version')::bigint = t.version and a.after_state->>'title' = t.title) <> 1
        """;

    // Compared here: for the planner, keys that are searched in states are a nested loop over both.
    private const string VersionsSql = """
        select concat_ws('|', action, entity_id, after_state->>'version', after_state->>'title')
        from audit_log where project_id = $1 and entity_type = 'item'
        """;

    /// <summary>Nothing acknowledged is lost, nothing is there twice, everything is audited once.</summary>
    public static async Task HoldsAsync(Installation installation, params ItemLoad[] loads)
    {
        installation.Conduct.ShouldBeGood(installation.Logs);
        foreach (var (organization, project) in Projects(installation))
        {
            var keys = loads.SelectMany(load => load.Of(project).Keys).ToArray();
            var changes = loads.SelectMany(load => load.Of(project).Changes).ToList();
            // One for each key, and the one that all contend for.
            var n = keys.Length + 1;
            (await organization.Rows(NumbersSql, project)).ShouldBe([$"{n} items, {n} numbers from 1 to {n}, next {n + 1}"]);
            (await organization.Rows(AuditSql, project)).ShouldBeEmpty("not audited exactly once");
            var versions = (await organization.Rows(VersionsSql, project)).ConvertAll(row => row.Split('|', 4));
            NotOnce(keys, versions).ShouldBeEmpty("not there exactly once");
            NotThere(changes, versions).ShouldBeEmpty("acknowledged and not there");
        }
    }

    /// <summary>What a host says of every item and project is what the database holds.</summary>
    public static async Task IsToldByAsync(Installation installation, Client client)
    {
        foreach (var (organization, project) in Projects(installation))
        {
            var shown = (await client.Get(organization, $"projects/{project}", 200)).Ok();
            (await organization.Rows(ProjectSql, project)).ShouldBe(
                [$"{shown.Json.GetProperty("next_item_num")}|{shown.ETag!.Trim('"').Split('-')[0]}|{Time(shown.Json)}"]);
            (await Items(client, organization, project)).ShouldBe(await organization.Rows(ItemsSql, project));
        }
    }

    private static List<string> NotOnce(string[] keys, List<string[]> versions)
    {
        var created = versions.Where(v => v[0] == "create").CountBy(v => v[3]).ToDictionary();
        return [.. keys.Where(key => created.GetValueOrDefault(key) != 1).Select(key => $"{key}: {created.GetValueOrDefault(key)} times")];
    }

    private static List<string> NotThere(List<Acknowledged> changes, List<string[]> versions)
    {
        var stored = versions.Select(v => $"{v[1]} version {v[2]} {v[3]}").ToHashSet();
        return [.. changes.Select(c => $"{c.Item} version {c.Version} {c.Title}").Where(change => !stored.Contains(change))];
    }

    private static IEnumerable<(Organization Organization, Guid Project)> Projects(Installation installation) =>
        installation.Organizations.SelectMany(o => o.Projects.Select(p => (o, p)));

    private static async Task<List<string>> Items(Client client, Organization organization, Guid project)
    {
        var items = new List<string>();
        while (true)
        {
            var page = (await client.Get(organization, $"projects/{project}/items?limit=1000&offset={items.Count}", 200)).Ok().Json;
            items.AddRange(page.GetProperty("items").EnumerateArray().Select(Line));
            if (items.Count >= page.GetProperty("total").GetInt32())
            {
                return items;
            }
        }
    }

    private static string Line(JsonElement item) =>
        $"{item.GetProperty("item_num")}|{item.GetProperty("id")}|{item.GetProperty("version")}|{item.GetProperty("title")}|{Time(item)}";

    private static string Time(JsonElement shown) =>
        shown.GetProperty("updated_at").GetDateTime().ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.ffffff", CultureInfo.InvariantCulture);
}
