using System.Text.Json.Nodes;
using BraidMgr.Contracts.Accounts;
using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Accounts.Registering;
using BraidMgr.Grains.Central;

namespace BraidMgr.Grains.Accounts;

/// <summary>Changes of a person's name and avatar.</summary>
internal static class ProfileSql
{
    private const int MaxUrl = 2000;

    private const string UpdateSql = "UPDATE users SET name = $2, avatar_url = $3, updated_at = $4 WHERE id = $1";

    /// <summary>Checks the fields sent.</summary>
    public static void Check(ProfileChanges changes)
    {
        var errors = new ValidationErrors();
        if (changes.Name is { IsSet: true, Value: null })
        {
            errors.Add("name", "must not be null");
        }

        errors.Text("name", changes.Name.Value, RegistrationInput.MaxName, min: 1);
        errors.Text("avatar_url", changes.AvatarUrl.Value, MaxUrl);
        if (changes.AvatarUrl.Value is { Length: <= MaxUrl } url && !IsWebAddress(url))
        {
            errors.Add("avatar_url", "must be an absolute http or https address");
        }

        errors.ThrowIfAny();
    }

    /// <summary>Changes the fields sent, audit row included, and answers the person as they then are.</summary>
    public static async Task<Person> Update(
        CentralSession session, Guid userId, ProfileChanges changes, string correlationId, DateTimeOffset now)
    {
        var before = await session.LockPerson(userId) ?? throw Error.Unauthenticated("The account was deleted.");
        var after = before with { Name = changes.Name.Or(before.Name)!.Trim(), AvatarUrl = changes.AvatarUrl.Or(before.AvatarUrl) };
        await session.Execute(UpdateSql, Param.Id(userId), Param.Text(after.Name), Param.Text(after.AvatarUrl), Param.Time(now));
        var audit = new AuditEvent("update", "user", userId, userId, null, correlationId) { After = Changed(before, after) };
        await audit.WriteTo(session, now);
        return after;
    }

    // What was changed and not to what: the log keeps it for ever, and people can ask to be erased.
    private static JsonObject Changed(Person before, Person after) => new()
    {
        ["name_changed"] = before.Name != after.Name,
        ["avatar_changed"] = before.AvatarUrl != after.AvatarUrl,
    };

    private static bool IsWebAddress(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp);
}
