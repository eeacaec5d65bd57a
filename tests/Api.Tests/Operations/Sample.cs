using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using BraidMgr.Api.Tests.Harness;

namespace BraidMgr.Api.Tests.Operations;

/// <summary>A project with something of everything in it, and requests for every operation that fit it.</summary>
public sealed class Sample
{
    private static readonly byte[] SmallestGif = Convert.FromBase64String("R0lGODlhAQABAAAAACwAAAAAAQABAAACAkQBADs=");

    /// <summary>A text that stands in everything of this sample, so that a leak is seen.</summary>
    public required string Marker { get; init; }

    /// <summary>Who made it: the owner of the organization.</summary>
    public required Person Owner { get; init; }

    /// <summary>The address of somebody who is registered.</summary>
    public required string Registered { get; init; }

    /// <summary>The values of path parameters and of ids in bodies and queries, by the name of what they are the id of.</summary>
    public Dictionary<string, string> Ids { get; } = [];

    /// <summary>
    /// Makes a project in the owner's organization; it names a member of that organization who has a role in it. Somebody else can be given
    /// a role too, also in the project that is deleted.
    /// </summary>
    public static async Task<Sample> MakeAsync(Person owner, Person member, Person? other = null, string? role = null)
    {
        var sample = new Sample { Marker = "mark" + Some.Suffix(), Owner = owner, Registered = member.Email };
        var project = await owner.CreateProjectAsync(sample.Marker, sample.Marker);
        var item = await owner.CreateItemAsync(project.Id, sample.Marker);
        var path = $"projects/{project.Id}";
        (await owner.Api.Put($"{path}/members/{member.Id}", new { role = "viewer" })).Ok();
        sample.Ids["project"] = project.Id.ToString();
        sample.Ids["item"] = item.Id.ToString();
        var needed = await owner.CreateItemAsync(project.Id, sample.Marker);
        (await owner.Api.Post($"{path}/items/1/dependencies", new { depends_on_id = needed.Id })).Ok();
        sample.Ids["dependency"] = needed.Id.ToString();
        sample.Ids["depends_on"] = (await owner.CreateItemAsync(project.Id, sample.Marker)).Id.ToString();
        var entry = new { week_ending = "2026-11-06", resource_name = sample.Marker, hours = 1, rate = 1 };
        sample.Ids["timesheet"] = (await owner.Api.Post($"{path}/budget/timesheets", entry)).Ok()["id"];
        sample.Ids["allocation"] = (await owner.Api.Post($"{path}/budget/allocations", new { amount = 1, notes = sample.Marker })).Ok()["id"];
        var card = new { resource_name = sample.Marker, hourly_rate = 1, effective_from = "2026-01-01" };
        sample.Ids["rate_card"] = (await owner.Api.Post("rate-cards", card)).Ok()["id"];
        sample.Ids["portfolio"] = (await owner.Api.Post("portfolios", new { name = sample.Marker })).Ok()["id"];
        (await owner.Api.Put($"portfolios/{sample.Ids["portfolio"]}/{path}", null)).Ok();
        sample.Ids["invitation"] = (await owner.Api.Post("orgs/current/invitations", new { email = Some.Email(), org_role = "member" })).Ok()["id"];
        sample.Ids["user"] = member.Id.ToString();
        sample.Ids["organization"] = owner.OrganizationId.ToString();
        (await owner.Api.Put("orgs/current/logo", Logo())).Ok();
        sample.Ids["note"] = (await owner.Api.Post($"{path}/items/1/notes", new { content = sample.Marker })).Ok()["id"];
        sample.Ids["attachment"] = (await owner.Api.Post($"{path}/items/1/attachments", sample.FormWithFile())).Ok()["id"];
        sample.Ids["workstream"] = (await owner.Api.Get($"{path}/workstreams")).Ok().Json.GetProperty("workstreams")[0].GetProperty("id").GetString()!;
        var session = (await owner.Api.Post("chat/sessions", new { project_id = project.Id, title = sample.Marker })).Ok()["id"];
        (await owner.Api.Put($"chat/sessions/{session}/members/{member.Id}", null)).Ok();
        (await owner.Api.Post($"chat/sessions/{session}/messages", new { content = sample.Marker })).Ok();
        sample.Ids["session"] = session;
        var deleted = await owner.CreateProjectAsync(sample.Marker, sample.Marker);
        if (other is not null && role is not null)
        {
            (await owner.Api.Put($"{path}/members/{other.Id}", new { role })).Ok();
            (await owner.Api.Put($"projects/{deleted.Id}/members/{other.Id}", new { role })).Ok();
        }

        sample.Ids["deleted project"] = deleted.Id.ToString();
        sample.Ids["deleted item"] = (await owner.CreateItemAsync(project.Id, sample.Marker)).Id.ToString();
        (await owner.Api.Delete($"projects/{deleted.Id}")).Ok();
        (await owner.Api.Delete($"{path}/items/{sample.Ids["deleted item"]}")).Ok();
        return sample;
    }

    /// <summary>
    /// The value of an id in a path, a query or a body of an operation: what is restored is something that was deleted, and what a list of
    /// changes has ids of depends on the list.
    /// </summary>
    public string Parameter(ApiOperation operation, string name) => (operation.Id, name) switch
    {
        ("patchItems", "id") => Ids["item"],
        ("restoreProject", "project_id") => Ids["deleted project"],
        ("restoreItem", "item") => Ids["deleted item"],
        _ => Parameter(name),
    };

    /// <summary>The value of an id.</summary>
    public string Parameter(string name) => Ids.TryGetValue(What(name), out var id) ? id
        : throw new InvalidOperationException($"The sample has no {name}: give it one, so that the new route is tested.");

    /// <summary>Where an operation finds its things of this sample.</summary>
    public string Address(ApiOperation operation) => operation.Address(name => Parameter(operation, name));

    /// <summary>A body that fits an operation; null when it takes none.</summary>
    public HttpContent? Body(ApiOperation operation) => operation.BodyType switch
    {
        null => null,
        "text/csv" => new StringContent($"week_ending,resource_name,hours,rate\n2026-11-13,{Marker}{Some.Suffix()},7,1\n", null, "text/csv"),
        "application/yaml" when operation.Id == "importBudget" => new StringContent($"budget_ledger:\n  - amount: 1\n    note: {Marker}\n", null, "application/yaml"),
        "application/json" => Json(Object(operation, operation.Fields)),
        "application/yaml" => new StringContent($"metadata:\n  project_name: {Marker}\nitems: []\n", null, "application/yaml"),
        "multipart/form-data" => operation.Id == "setLogo" ? Logo() : FormWithFile(),
        var other => throw new InvalidOperationException($"The sample has no body of the type {other}."),
    };

    /// <summary>A form with the smallest of images.</summary>
    public static MultipartFormDataContent Logo() => new("sample") { { new ByteArrayContent(SmallestGif), "file", "logo.gif" } };

    private MultipartFormDataContent FormWithFile() => new("sample") { { new StringContent(Marker), "file", Marker + ".txt" } };

    /// <summary>A body that fits an operation but for one place, which holds raw JSON.</summary>
    public HttpContent Body(ApiOperation operation, BodyPlace place, string json)
    {
        var body = JsonNode.Parse(Object(operation, operation.Fields))!;
        if ((operation.Id, place.Path) == ("patchItems", "changes[0].item_num"))
        {
            // An item is named by its id or by its number.
            body["changes"]![0]!["id"] = null;
        }

        return Json(place.Put(body, json));
    }

    /// <summary>A body of raw JSON.</summary>
    public static HttpContent Json(string json) => new StringContent(json, null, "application/json");

    private string Object(ApiOperation operation, IReadOnlyDictionary<string, FieldSchema> fields) =>
        $"{{{string.Join(',', fields.Select(f => $"{Text(f.Key)}:{Value(operation, f.Key, f.Value)}"))}}}";

    /// <summary>What an id is the id of: workstream of workstream_id, workstream_ids and workstreamId.</summary>
    public static string What(string name) => name switch
    {
        "org_id" => "organization",
        _ when name.EndsWith("_ids", StringComparison.Ordinal) => name[..^4],
        _ when name.EndsWith("_id", StringComparison.Ordinal) => name[..^3],
        _ when name.EndsWith("Id", StringComparison.Ordinal) => name[..^2],
        _ => name,
    };

    private string Value(ApiOperation operation, string name, FieldSchema field) => (operation.Id, name) switch
    {
        ("addMember", "email") => Text(Registered),
        ("patchItems", "item_num" or "if_match") => "null",
        (_, "email") => Text(Some.Email()),
        (_, "slug" or "org_slug") => Text(Some.Slug()),
        (_, "password" or "new_password" or "current_password") => Text(Some.Password),
        (_, "token" or "invitation_token") => "null",
        (_, "time_zone") => Text("Europe/Berlin"),
        (_, "avatar_url" or "logo_url") => "null",
        (_, "working_days") => "[\"monday\"]",
        (_, "holidays") => "[\"2026-12-25\"]",
        (_, "language") => Text("de"),
        (_, "org_role") => Text("member"),
        (_, "active") => "true",
        (_, "name" or "resource_name" or "notes" or "title" or "content" or "description" or "client_name" or "assigned_to") => Text(Marker + " " + Some.Suffix()),
        (_, "project_start" or "start_date" or "note_date" or "period_start" or "effective_from") => Text("2026-11-02"),
        _ when field.Items is { } items => $"[{Value(operation, name, items)}]",
        _ when field.Properties.Count > 0 => Object(operation, field.Properties),
        _ when field.Labels.Count > 0 => Text(field.Labels[0]),
        _ when field.Format == "uuid" => Text(Parameter(operation, name)),
        _ when field.Format == "date" => Text("2026-12-24"),
        _ when field.Is("boolean") => "false",
        _ when field.Is("integer") || field.Is("number") => 7.ToString(CultureInfo.InvariantCulture),
        _ => Text(Some.Suffix()),
    };

    private static string Text(string text) => JsonSerializer.Serialize(text);
}
