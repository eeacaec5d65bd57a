using System.Text.Json.Nodes;
using BraidMgr.Contracts;

namespace BraidMgr.Grains.Assistant;

/// <summary>What an answer refers to, as it is stored with it.</summary>
internal static class ContextRefs
{
    /// <summary>The ids of projects and items as JSON.</summary>
    public static JsonText Of(IEnumerable<Guid> projects, IEnumerable<Guid> items) =>
        new(new JsonObject { ["projects"] = Ids(projects), ["items"] = Ids(items) }.ToJsonString());

    private static JsonArray Ids(IEnumerable<Guid> ids) => new([.. ids.Select(id => (JsonNode)JsonValue.Create(id.ToString())!)]);
}
