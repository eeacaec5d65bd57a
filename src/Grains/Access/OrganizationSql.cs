using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Central;
using BraidMgr.Grains.Search;

namespace BraidMgr.Grains.Access;

/// <summary>An organization before and after a change.</summary>
internal sealed record OrganizationUpdate(OrganizationRow Before, OrganizationRow After);

/// <summary>Changes of an organization's name and settings.</summary>
internal static partial class OrganizationSql
{
    private const string LockSql = """
        SELECT id, name, slug, status, settings::text, created_at, updated_at
        FROM organizations
        WHERE id = $1 AND deleted_at IS NULL
        FOR NO KEY UPDATE
        """;

    private const string UpdateSql = "UPDATE organizations SET name = $2, settings = settings || $3, updated_at = $4 WHERE id = $1";

    /// <summary>Checks the fields sent.</summary>
    public static void Check(OrganizationChanges changes)
    {
        var errors = new ValidationErrors();
        errors.Text("name", changes.Name, 200, min: 1);
        if (changes.TimeZone is { } zone && !(ZoneName().IsMatch(zone) && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _)))
        {
            errors.Add("time_zone", "is not the name of a time zone, such as Europe/Berlin");
        }

        CalendarSettings.Check(changes, errors);
        CheckLogo(changes, errors);
        if (changes.Language is { } language && !SearchLanguages.Codes.Contains(language))
        {
            errors.Add("language", $"must be one of: {string.Join(", ", SearchLanguages.Codes)}");
        }

        errors.ThrowIfAny();
    }

    /// <summary>The organization with the fields sent changed. An address of a logo, or none, takes the place of one that was uploaded.</summary>
    public static OrganizationRow With(this OrganizationRow before, OrganizationChanges changes) => before with
    {
        Name = changes.Name?.Trim() ?? before.Name,
        Settings = new(
            changes.TimeZone ?? before.Settings.TimeZone,
            changes.MembersMayCreateProjects ?? before.Settings.MembersMayCreateProjects,
            changes.Language ?? before.Settings.Language)
        {
            Calendar = before.Settings.Calendar.With(changes),
            LogoUrl = changes.LogoUrl.Or(before.Settings.LogoUrl),
            Logo = changes.LogoUrl.IsSet ? null : before.Settings.Logo,
        },
    };

    /// <summary>Changes the organization, audit row included, and answers it as it was and as it then is.</summary>
    public static async Task<OrganizationUpdate> Update(
        CentralSession central, Change change, Func<OrganizationRow, OrganizationRow> with, DateTimeOffset now)
    {
        var id = change.Caller.OrganizationId;
        var before = await central.One(AccessSql.ReadOrganization, LockSql, Param.Id(id)) ?? throw Error.NotFound("organization", id);
        var after = with(before) with { UpdatedAt = now.UtcDateTime };
        await central.Execute(UpdateSql, Param.Id(id), Param.Text(after.Name), Param.Json(after.Settings.ToJson().ToJsonString()), Param.Time(now));
        var audit = new AuditEvent("update", "organization", id, change.Caller.UserId, id, change.CorrelationId)
        {
            Before = State(before),
            After = State(after),
        };
        await audit.WriteTo(central, now);
        return new(before, after);
    }

    private static void CheckLogo(OrganizationChanges changes, ValidationErrors errors)
    {
        var logo = changes.LogoUrl.Or(null);
        errors.Text("logo_url", logo, 2000, 1);
        if (logo is not null && !(Uri.TryCreate(logo, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps))
        {
            errors.Add("logo_url", "is not an https address");
        }
    }

    private static JsonObject State(OrganizationRow row) => new() { ["name"] = row.Name, ["settings"] = row.Settings.ToJson() };

    // The name becomes a path below the time zone database.
    [GeneratedRegex(@"^[A-Za-z0-9_+-]{1,40}(/[A-Za-z0-9_+-]{1,40}){0,2}\z")]
    private static partial Regex ZoneName();
}
