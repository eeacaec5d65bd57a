using System.Text.Json;
using System.Text.Json.Nodes;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Search;

namespace BraidMgr.Grains.Access;

/// <summary>What central says of an organization, but for where its database is.</summary>
internal sealed record OrganizationRow(
    Guid Id, string Name, string Slug, string Status, OrganizationSettings Settings, DateTime CreatedAt, DateTime UpdatedAt)
{
    /// <summary>Whether it can be worked in.</summary>
    public bool IsActive => Status == "active";

    /// <summary>The organization as the API shows it to a member.</summary>
    public Organization For(OrgRole role) => new(
        Id, Name, Slug, Status, role, Settings.TimeZone, CreatedAt, UpdatedAt, Settings.Calendar.WorkingDays, Settings.Calendar.Holidays,
        Settings.Logo is null ? Settings.LogoUrl : LogoFile.Path(Settings.Logo), Settings.Language);
}

/// <summary>The column <c>settings</c> of an organization.</summary>
/// <param name="TimeZone">IANA name of the time zone in which the organization's day turns; UTC unless set.</param>
/// <param name="MembersMayCreateProjects">Whether every member may create projects; not unless set.</param>
/// <param name="Language">The language that people write in, as a code; English unless set.</param>
internal sealed record OrganizationSettings(string TimeZone, bool MembersMayCreateProjects, string Language = SearchLanguages.Default)
{
    private const string LogoUrlKey = "logo_url";
    private const string LogoKey = "logo";
    private const string TimeZoneKey = "time_zone";
    private const string MembersKey = "members_may_create_projects";
    private const string LanguageKey = "language";

    /// <summary>The days on which the organization works; Monday to Friday unless set.</summary>
    public CalendarSettings Calendar { get; init; } = CalendarSettings.Default;

    /// <summary>Where the logo is on the web; none unless set.</summary>
    public string? LogoUrl { get; init; }

    /// <summary>The logo that was uploaded; none unless one was. Of it and the address there is one at most.</summary>
    public UploadedFile? Logo { get; init; }

    /// <summary>Reads the column.</summary>
    public static OrganizationSettings Parse(string json)
    {
        using var settings = JsonDocument.Parse(json);
        return new(
            settings.RootElement.TryGetProperty(TimeZoneKey, out var zone) && zone.GetString() is { } name ? name : "UTC",
            settings.RootElement.TryGetProperty(MembersKey, out var members) && members.ValueKind == JsonValueKind.True,
            settings.RootElement.TryGetProperty(LanguageKey, out var language) && language.GetString() is { } code ? code : SearchLanguages.Default)
        {
            Calendar = CalendarSettings.Read(settings.RootElement),
            LogoUrl = settings.RootElement.TryGetProperty(LogoUrlKey, out var address) ? address.GetString() : null,
            Logo = settings.RootElement.TryGetProperty(LogoKey, out var logo) ? LogoFile.Read(logo) : null,
        };
    }

    /// <summary>The settings as they are stored and audited.</summary>
    public JsonObject ToJson()
    {
        var settings = new JsonObject
        {
            [TimeZoneKey] = TimeZone,
            [MembersKey] = MembersMayCreateProjects,
            [LogoUrlKey] = LogoUrl,
            [LogoKey] = Logo is null ? null : LogoFile.ToJson(Logo),
            [LanguageKey] = Language,
        };
        Calendar.WriteTo(settings);
        return settings;
    }
}
