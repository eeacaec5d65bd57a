using BraidMgr.Api.Tests.Harness;

namespace BraidMgr.Api.Tests.Operations;

/// <summary>All that can be read of a sample, so that a change is seen.</summary>
public static class Snapshot
{
    /// <summary>Reads it as a person who sees everything.</summary>
    public static async Task<string> OfAsync(Person person, Sample sample)
    {
        var project = $"projects/{sample.Ids["project"]}";
        var session = $"chat/sessions/{sample.Ids["session"]}";
        string[] paths =
        [
            "auth/me", "orgs", "orgs/current", "orgs/current/members", "orgs/current/invitations", "orgs/current/audit?limit=1000",
            "projects", project, $"{project}/members", $"{project}/workstreams",
            $"{project}/budget", $"{project}/budget/allocations", $"{project}/budget/timesheets", "rate-cards", "portfolios", $"{project}/items/1/dependencies",
            $"{project}/items?limit=1000", $"{project}/items/{sample.Ids["item"]}/notes",
            $"{project}/items/{sample.Ids["item"]}/attachments", $"{project}/items/deleted", $"{project}/activity?limit=1000",
            "chat/sessions", session, $"{session}/members", $"{session}/messages?limit=1000",
        ];
        var texts = new List<string>();
        foreach (var path in paths)
        {
            texts.Add($"{path}: {(await person.Api.Get(path)).Ok().Text}");
        }

        return string.Join('\n', texts);
    }
}
