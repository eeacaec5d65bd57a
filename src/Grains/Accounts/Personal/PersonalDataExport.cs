using System.Globalization;
using System.Text;
using BraidMgr.Contracts.Accounts;
using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Central;
using BraidMgr.Grains.Orgs;

namespace BraidMgr.Grains.Accounts.Personal;

/// <summary>
/// Writes what is stored about a person as one JSON document: what central has, then each organization of theirs. Each piece is one page
/// of one kind of row, so that nobody holds the whole.
/// </summary>
public sealed class PersonalDataExport(CentralDatabase central, IGrainFactory grains, TimeProvider time)
{
    /// <summary>The piece at a position; the first without one.</summary>
    internal async Task<PersonalDataPiece> Piece(Guid userId, PersonalDataPosition? from)
    {
        var person = await central.Run(session => session.FindPerson(userId)) ?? throw Error.Unauthenticated("The account was deleted.");
        var text = new StringBuilder();
        if (from is null)
        {
            await Begin(text, userId);
        }

        var at = from ?? new PersonalDataPosition(null, 0, Guid.Empty);
        var sections = at.OrganizationId is null ? PersonalDataSql.Sections : PersonalRows.Sections;
        var rows = await Rows(person, at);
        text.Append(at.After == Guid.Empty ? $",\"{sections[at.Section]}\":[" : rows.Count > 0 ? "," : "").AppendJoin(',', rows.Select(r => r.Json));
        if (rows.Count == PersonalRows.PageSize)
        {
            return Piece(text, at with { After = rows[^1].Id });
        }

        text.Append(']');
        return at.Section + 1 < sections.Count
            ? Piece(text, at with { Section = at.Section + 1, After = Guid.Empty })
            : Piece(text, await NextOrganization(text, userId, at.OrganizationId));
    }

    private static PersonalDataPiece Piece(StringBuilder text, PersonalDataPosition? next) => new(Encoding.UTF8.GetBytes(text.ToString()), next);

    private async Task Begin(StringBuilder text, Guid userId)
    {
        var person = await central.Run(session => session.PersonAsJson(userId)) ?? throw Error.Unauthenticated("The account was deleted.");
        text.Append(CultureInfo.InvariantCulture, $"{{\"exported_at\":\"{time.GetUtcNow().UtcDateTime:O}\",\"person\":{person.Json}");
    }

    private async Task<IReadOnlyList<PersonalRow>> Rows(Person person, PersonalDataPosition at) => at.OrganizationId is { } organization
        ? (await grains.Org(organization).Query(new PersonalRows(person.Id, person.Name, at.Section, at.After)))!.Items
        : await central.Run(session => session.RowsAbout(person.Id, at.Section, at.After));

    // Ends what was before and begins the next organization that is open; one that is not is named, with the reason.
    private async Task<PersonalDataPosition?> NextOrganization(StringBuilder text, Guid userId, Guid? before)
    {
        text.Append(before is null ? ",\"organizations\":[" : "}");
        var (after, isFirst) = (before ?? Guid.Empty, before is null);
        while (await central.Run(session => session.OrganizationAfter(userId, after)) is { } next)
        {
            text.Append(isFirst ? "" : ",").Append(next.Json.AsSpan(0, next.Json.Length - 1));
            if (next.Status == "active")
            {
                return new(next.Id, 0, Guid.Empty);
            }

            text.Append(CultureInfo.InvariantCulture, $",\"not_included\":\"the organization is {next.Status}\"}}");
            (after, isFirst) = (next.Id, false);
        }

        text.Append("]}");
        return null;
    }
}
